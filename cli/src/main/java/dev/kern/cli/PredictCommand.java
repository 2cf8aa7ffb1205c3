package dev.kern.cli;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import dev.kern.data.file.OrderedTasks;
import dev.kern.model.Classifier;
import dev.kern.model.Estimate;
import dev.kern.model.Prediction;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern predict`: says what image files show, one line each.
@Command(
    name = "predict",
    description = "Predict the class, values or labels of images, one line per image.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /// What names standard input.
  static final String STANDARD_INPUT = "-";

  private static final int SHOWN = 3;

  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "run folder or model file")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, BMP or GIF files, or - for standard input")
  private List<String> images = List.of();

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizingOption.Converter.class,
      description = {
        "resize images to the network's input size, which must be HxW;",
        "always done if the network was trained with --size"
      })
  private @Nullable ImageTarget size;

  @Mixin private final PredictionPageOption page = new PredictionPageOption();

  @Mixin private final Output output = new Output();

  /// What `--json` prints per image.
  record Line(String image, String label, double probability, Map<String, Double> probabilities) {
    static Line of(String image, Prediction prediction) {
      return new Line(
          image, prediction.label(), prediction.probability(), prediction.probabilities());
    }
  }

  /// The same for a network that says something else than a class.
  record OtherLine(
      String image, Map<String, Double> values, List<String> labels, Map<String, Estimate> heads) {
    static OtherLine of(String image, Estimate estimate) {
      return new OtherLine(image, estimate.values(), estimate.labels(), estimate.heads());
    }
  }

  /// What is said about an image.
  ///
  /// @param image as it was named
  /// @param name what messages call it
  /// @param size how large it is, if that is to be told
  private record Answer<A>(String image, String name, A said, Optional<ImageTarget.Extents> size) {}

  @Override
  public Integer call() {
    boolean explained = page.isGiven(images);
    TrainedModel trained = trained();
    ImageShape takes = trained.model().image();
    if (trained.model().targets().areClasses()) {
      Classifier classifier = Classifier.of(trained);
      predictAll(takes, classifier::classify, Line::of, PredictCommand::text);
    } else {
      Predictor predictor = Predictor.of(trained);
      predictAll(takes, predictor::predict, OtherLine::of, (image, said) -> image + "  " + said);
    }
    if (explained) {
      page.write(trained, images.getFirst(), output);
    }
    return 0;
  }

  /// Prints a line for each image, in order; all processors work on them.
  ///
  /// @param answer what is said about an image file, by the name that messages call it and content
  /// @param line what `--json` prints of it
  /// @param text what is printed else
  private <A> void predictAll(
      ImageShape takes,
      BiFunction<String, byte[], A> answer,
      BiFunction<String, A, ?> line,
      BiFunction<String, A, String> text) {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), images.size());
    try (OrderedTasks<Answer<A>> tasks =
        OrderedTasks.on(
            threads,
            given -> {
              given.size.ifPresent(is -> tellSize(takes, given.name, is));
              if (output.json()) {
                output.line(line.apply(given.image, given.said));
              } else {
                output.out().println(text.apply(given.image, given.said));
              }
            })) {
      for (String image : images) {
        if (image.equals(STANDARD_INPUT)) {
          String name = "standard input";
          byte[] content = ImageFiles.content(name, System.in);
          tasks.add(content.length, () -> answer(image, name, content, answer));
        } else {
          tasks.add(0, () -> answer(image, image, ImageFiles.content(Path.of(image)), answer));
        }
      }
      tasks.finish();
    }
  }

  /// Done by any thread.
  private <A> Answer<A> answer(
      String image, String name, byte[] content, BiFunction<String, byte[], A> answer) {
    A said = answer.apply(name, content);
    return new Answer<>(
        image,
        name,
        said,
        output.talks() ? Optional.of(ImageFiles.size(name, content)) : Optional.empty());
  }

  private TrainedModel trained() {
    TrainedModel trained = ModelSource.trained(model);
    if (size == null) {
      return trained;
    }
    ImageShape image = trained.model().image();
    if (!size.of(image).equals(image)) {
      throw new IllegalArgumentException(
          """
          kern predict: the network takes images of a different size
            given     --size %dx%d
            expected  images of %s
            fix       --size %dx%d\
          """
              .formatted(
                  size.of(image).height(),
                  size.of(image).width(),
                  image,
                  image.height(),
                  image.width()));
    }
    return new TrainedModel(trained.model().withResizeMode(ResizeMode.STRETCH), trained.weights());
  }

  private void tellSize(ImageShape takes, String name, ImageTarget.Extents has) {
    if (takes.height() != has.height() || takes.width() != has.width()) {
      output
          .err()
          .printf(
              "note: %s: resized from %s to %d x %d, ignoring the aspect ratio%n",
              name, has, takes.height(), takes.width());
    }
  }

  /// `a.png B 97.3% (D 1.9%, P 0.4%)`
  private static String text(String image, Prediction prediction) {
    String others =
        prediction.probabilities().entrySet().stream()
            .filter(e -> !e.getKey().equals(prediction.label()))
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(SHOWN - 1L)
            .map(e -> "%s %s".formatted(e.getKey(), percent(e.getValue())))
            .collect(Collectors.joining(", "));
    return "%s  %s  %s  (%s)"
        .formatted(image, prediction.label(), percent(prediction.probability()), others);
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * probability);
  }
}
