package dev.kern.cli;

import dev.kern.cli.option.AnswerOptions;
import dev.kern.cli.option.EnsembleOption;
import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.ScaleOption;
import dev.kern.cli.option.ViewsOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Targets;
import dev.kern.data.augment.View;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern data label`: pseudo-labels, the classes that a network is sure of.
///
/// Source: Lee 2013, "Pseudo-Label: The Simple and Efficient Semi-Supervised Learning Method for
/// Deep Neural Networks".
@Command(
    name = "label",
    description = {
      "Label images by the class that a network is sure of.",
      "They become the training images of a new data set, to be learned beside others:",
      "kern train --data MINE --data OUT:train:weight=0.5. What the splits of a data",
      "set or the names of folders tell to be validation or test images is left out:",
      "no network that learned from them can be scored on them.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DataLabelCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "run folder or model file")
  private Path network = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGES",
      description =
          "image files, folders, archives, data sets and patterns, as kern predict takes them, but for standard input")
  private List<String> words = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT",
      description = "new file or folder, as kern data convert writes it")
  private Path out = Path.of("");

  @Mixin private final OutputFormatOption to = new OutputFormatOption();

  @Option(
      names = "--threshold",
      defaultValue = "0.95",
      paramLabel = "P",
      description = "leave out images whose class is less probable (default: ${DEFAULT-VALUE})")
  private double threshold;

  @Option(
      names = "--tta",
      paramLabel = "VIEWS",
      converter = ViewsOption.Converter.class,
      description = ViewsOption.WORDS)
  private ViewsOption views = new ViewsOption(List.of(View.PLAIN));

  @Mixin private final EnsembleOption ensemble = new EnsembleOption();

  @Mixin private final InputSizeOption size = new InputSizeOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  /// The JSON output; the names are a contract.
  ///
  /// @param images how many were predicted
  /// @param labelled how many of them are in the new data set, by class
  record Labelled(
      String data, String format, double threshold, long images, Map<String, Integer> labelled) {}

  @Override
  public Integer call() {
    AnswerOptions.expectProbability(threshold);
    refuseStandardInput();
    OutputFormat format = to.of(out, output);
    Conversion.expectWritable(format, out);
    ModelScaling scaling =
        scaling(network).with(first -> ensemble.of(first, other -> scaling(other).trained()));
    TrainedModel trained = scaling.trained();
    expectClasses(trained.model().targets());
    Classifier classifier = Classifier.of(trained);
    PseudoLabels labels = new PseudoLabels(trained.model(), threshold);
    boolean all;
    try (Predictions<Prediction> predictions =
        new Predictions<>(
            output,
            trained.model(),
            image -> classifier.classify(image, views.views()),
            labels,
            path -> scaling.images(path, output))) {
      words.forEach(word -> labels.find(word, predictions));
      all = predictions.finish();
    }
    write(labels, format);
    return all ? 0 : ErrorHandler.FAILED;
  }

  private ModelScaling scaling(Path model) {
    return ModelScaling.of(model, scale.given(), onnx.options(size.given()))
        .with(read -> size.applied(read, output));
  }

  private void refuseStandardInput() {
    if (words.contains(PredictCommand.STANDARD_INPUT)) {
      throw new IllegalArgumentException(
          """
          kern data label: standard input isn't read
            given     -
            expected  files, folders, archives, data sets or patterns
            fix       save the images in a folder, and name that\
          """);
    }
  }

  private void expectClasses(Targets targets) {
    if (!targets.areClasses()) {
      throw new IllegalArgumentException(
          """
          kern data label: a network is sure of a class only if it has classes
            given     a network for %s
            expected  a classifier\
          """
              .formatted(targets));
    }
  }

  private void write(PseudoLabels labels, OutputFormat format) {
    if (output.talks()) {
      labels.leftOut().ifPresent(line -> output.err().println("note: " + line));
    }
    Conversion.usual().write(labels.dataset(String.join(" ", words)), format, out);
    Map<String, Integer> counts = labels.counts();
    if (output.json()) {
      output.line(
          new Labelled(out.toString(), format.toString(), threshold, labels.seen(), counts));
    } else if (output.talks()) {
      int sure = counts.values().stream().mapToInt(Integer::intValue).sum();
      output
          .out()
          .printf(
              "Labelled %s of %s images, those with a class of probability %s or more%n",
              Problem.count(sure), Problem.count(labels.seen()), threshold);
      output
          .out()
          .println(
              counts.entrySet().stream()
                  .map(e -> e.getKey() + " " + Problem.count(e.getValue()))
                  .collect(Collectors.joining(", ")));
      output.out().println("Written to " + out);
      output
          .out()
          .println("  kern train --data MINE --data " + ShellWord.of(out) + ":train:weight=0.5");
    }
  }
}
