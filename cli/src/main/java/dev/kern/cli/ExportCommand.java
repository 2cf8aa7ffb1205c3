package dev.kern.cli;

import dev.kern.cli.option.AnswerOptions;
import dev.kern.cli.option.EnsembleOption;
import dev.kern.cli.option.ModelScaling;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.ScaleOption;
import dev.kern.cli.option.TopClasses;
import dev.kern.cli.option.WeightsOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.file.AtomicOutput;
import dev.kern.model.Decision;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.OnnxExport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern export`: exports a trained model.
@Command(
    name = "export",
    description = "Export a trained model for other programs.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RUN|MODEL",
      description = "run folder, or model file: also .onnx, .keras, .h5, .pth")
  private Path model = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "output file; overwritten if it exists")
  private Path file = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = {
        "onnx, safetensors (Kern's model file) or kern (the network without weights)",
        "(default: from the extension of FILE)"
      })
  private @Nullable ExportFormat format;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "keep with the model that predictions name the N most probable classes")
  private @Nullable Integer top;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "divide the logits by T, so that probabilities are as often right as they say; kern"
              + " evaluate --calibrate finds it")
  private @Nullable Double temperature;

  @Mixin private final InputSizeOption size = new InputSizeOption();

  @Mixin private final WeightsOption weights = new WeightsOption();

  @Mixin private final ScaleOption scale = new ScaleOption();

  @Mixin private final AnswerOptions answers = new AnswerOptions();

  @Mixin private final EnsembleOption ensemble = new EnsembleOption();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  /// What a model can be written as.
  enum ExportFormat {
    /// For ONNX Runtime and other programs that read ONNX.
    ONNX(".onnx"),
    /// Network and weights, as in a run folder.
    SAFETENSORS(".safetensors"),
    /// The network without weights, for `kern train --network`.
    KERN(".json");

    private final String end;

    ExportFormat(String end) {
      this.end = end;
    }

    static ExportFormat of(Path file) {
      for (ExportFormat format : values()) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(format.end)) {
          return format;
        }
      }
      throw new IllegalArgumentException(
          """
          kern export: can't tell the format from the file name
            given     %s
            expected  a name that ends in .onnx, .safetensors or .json
            fix       use one of these, or --to onnx|safetensors|kern\
          """
              .formatted(file));
    }
  }

  /// What `--json` prints.
  record Written(String file, ExportFormat format) {}

  @Override
  public Integer call() {
    ExportFormat wanted = format == null ? ExportFormat.of(file) : format;
    AtomicOutput.expectWritable(file);
    TrainedModel read =
        weights
            .read(model, size.given(), output)
            .map(loaded -> ModelScaling.scaled(loaded, scale.given()))
            .orElseGet(() -> read(model));
    TrainedModel whole = ensemble.of(tempered(read), other -> tempered(read(other)));
    TrainedModel trained = answering(answers.applied(size.applied(whole, output), output));
    switch (wanted) {
      case ONNX -> OnnxExport.write(trained, file);
      case SAFETENSORS -> trained.write(file);
      case KERN -> trained.model().file().write(file);
    }
    if (output.json()) {
      output.line(new Written(file.toString(), wanted));
    } else if (output.talks()) {
      output.out().println(file);
    }
    return 0;
  }

  private TrainedModel read(Path path) {
    return ModelScaling.of(path, scale.given(), onnx.options(size.given())).trained();
  }

  private TrainedModel tempered(TrainedModel member) {
    return temperature == null ? member : member.withTemperature(temperature);
  }

  private TrainedModel answering(TrainedModel trained) {
    if (top == null) {
      return trained;
    }
    int count = TopClasses.expect("kern export", top, trained.model().targets());
    Decision decision = trained.model().decision().withTop(count);
    return new TrainedModel(trained.model().withDecision(decision), trained.weights());
  }
}
