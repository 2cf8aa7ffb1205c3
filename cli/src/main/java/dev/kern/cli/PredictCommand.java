package dev.kern.cli;

import dev.kern.cli.option.AnswerOptions;
import dev.kern.cli.option.EnsembleOption;
import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.ScaleOption;
import dev.kern.cli.option.TopClasses;
import dev.kern.cli.option.ViewsOption;
import dev.kern.cli.terminal.CsvOutput;
import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.Targets;
import dev.kern.data.augment.View;
import dev.kern.data.file.Problem;
import dev.kern.data.format.ImageFinder;
import dev.kern.model.Classifier;
import dev.kern.model.Estimate;
import dev.kern.model.Prediction;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern predict`: says what image files show, one line each.
@Command(
    name = "predict",
    description = {
      "Predict the class, values or labels of images, one line per image.",
      "Images that can't be used are reported, and the rest go on; the exit status",
      "is then 1, or 2 if none can be used.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /// What names standard input.
  static final String STANDARD_INPUT = "-";

  private static final String STANDARD_INPUT_NAME = "standard input";

  @Parameters(index = "0", paramLabel = "RUN|MODEL", description = "run folder or model file")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGES",
      description =
          "image files (PNG, JPEG, BMP or GIF), folders, zip or tar files, tables and arrays such"
              + " as test.csv or x.npy, patterns such as 'new/*.png', or - for an image or a list"
              + " of paths on standard input")
  private List<String> images = List.of();

  @Mixin private final InputSizeOption size = new InputSizeOption();

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "name the N most probable classes (default: as the model says, or 3, with --json all, in"
              + " CSV 1)")
  private @Nullable Integer top;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "write predictions to a CSV file instead, or - for standard output; replaces an existing"
              + " file, unless there is no prediction at all")
  private @Nullable Path csv;

  @Option(
      names = "--tta",
      paramLabel = "VIEWS",
      converter = ViewsOption.Converter.class,
      description = ViewsOption.WORDS)
  private ViewsOption views = new ViewsOption(List.of(View.PLAIN));

  @Mixin private final EnsembleOption ensemble = new EnsembleOption();

  @Mixin private final PredictionPageOption page = new PredictionPageOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    boolean explained = page.isGiven(images);
    ModelScaling scaling =
        scaling(model).with(first -> ensemble.of(first, other -> scaling(other).trained()));
    TrainedModel trained = scaling.trained();
    Function<Path, Dataset> opener = path -> scaling.images(path, output);
    Targets targets = trained.model().targets();
    OptionalInt most =
        top == null
            ? trained.model().decision().top().map(OptionalInt::of).orElse(OptionalInt.empty())
            : OptionalInt.of(TopClasses.expect("kern predict", top, targets));
    int status =
        targets.areClasses()
            ? predict(trained, classifying(trained), new ClassForm(most), opener)
            : predict(trained, predicting(trained), new EstimateForm(targets), opener);
    if (explained && status == 0) {
      boolean free = csv == null || !csv.toString().equals(CsvOutput.STANDARD_OUTPUT);
      page.write(trained, images.getFirst(), output, free ? output.out() : output.err());
    }
    return status;
  }

  private ModelScaling scaling(Path network) {
    return ModelScaling.of(network, scale.given(), onnx.options(size.given()))
        .with(read -> answers.applied(size.applied(read, output), output));
  }

  private Function<float[], Prediction> classifying(TrainedModel trained) {
    Classifier classifier = Classifier.of(trained);
    return image -> classifier.classify(image, views.views());
  }

  private Function<float[], Estimate> predicting(TrainedModel trained) {
    Predictor predictor = Predictor.of(trained);
    return image -> predictor.predict(image, views.views());
  }

  /// @param network predicts from an image
  private <A> int predict(
      TrainedModel trained,
      Function<float[], A> network,
      PredictionForm<A> form,
      Function<Path, Dataset> opener) {
    try (@Nullable CsvOutput file = csv == null ? null : CsvOutput.of(csv, form.columns(), output);
        Predictions<A> predictions =
            new Predictions<>(
                output,
                trained.model(),
                network,
                new PredictionPrinter<>(output, form, Optional.ofNullable(file)),
                opener)) {
      for (String word : images) {
        if (word.equals(STANDARD_INPUT)) {
          readStandardInput(predictions);
        } else {
          ImageFinder.find(word, predictions);
        }
      }
      boolean all = predictions.finish();
      if (csv != null && file != null && file.isFile() && output.talks()) {
        tellFile(csv, predictions.count());
      }
      return all ? 0 : predictions.count() > 0 ? ErrorHandler.FAILED : ErrorHandler.BAD_INPUT;
    }
  }

  private void tellFile(Path file, long count) {
    if (count > 0) {
      output.out().printf("Predictions for %s images in %s%n", Problem.count(count), file);
    } else {
      String there = Files.exists(file) ? "%s stays as it was" : "%s was not written";
      output.err().println("note: " + there.formatted(file) + ": there are no predictions");
    }
  }

  private static void readStandardInput(Predictions<?> predictions) {
    try {
      PathList.read(
          System.in,
          in -> predictions.image(STANDARD_INPUT, STANDARD_INPUT_NAME, in),
          path -> ImageFinder.findPath(path, predictions));
    } catch (IOException e) {
      throw Problem.at(STANDARD_INPUT_NAME, "reading failed: " + e.getMessage())
          .because(e)
          .fix("check what writes to it");
    }
  }
}
