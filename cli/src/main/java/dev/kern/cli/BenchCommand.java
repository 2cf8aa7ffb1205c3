package dev.kern.cli;

import dev.kern.cli.option.ModelSource;
import dev.kern.cli.option.OnnxOption;
import dev.kern.cli.option.SizingOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.graph.Shape;
import dev.kern.layer.Table;
import dev.kern.measure.LayerTime;
import dev.kern.measure.Speed;
import dev.kern.measure.Speedometer;
import dev.kern.measure.StepProfile;
import dev.kern.model.Model;
import dev.kern.run.Engine;
import dev.kern.train.notebook.Preset;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern bench`: how fast a network runs on this machine, layer by layer, relative to its peak.
@Command(
    name = "bench",
    description = {
      "Measure a network's speed on this machine, layer by layer.",
      "In inference and in training, on random images; without a network, the",
      "notebook's three as a whole.",
      "Percentages of peak are of the multiply-add peak measured in the same run.",
      "Layers that take no time of their own share the line of the one before.",
      "dx and dw are the gradients of the loss by a layer's input and its weights."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Shape LETTER = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;

  @Parameters(
      paramLabel = "NETWORK|RUN|MODEL",
      arity = "0..1",
      description = "such as maxpool or resnet18, a run folder, an .onnx or another file")
  private @Nullable String network;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "images per step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = SizingOption.Converter.class,
      description = "the size of the images (default: the network's)")
  private @Nullable ImageTarget size;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads (default: one per processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--only", paramLabel = "STEP", description = "inference or training")
  private @Nullable Step only;

  @Option(names = "--inner", description = "list the layers inside of branches, too")
  private boolean inner;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "100",
      description = "short measurements per figure, at most (default: ${DEFAULT-VALUE})")
  private int windows;

  @Option(names = "--exact", description = "disable fast convolution algorithms (Winograd)")
  private boolean exact;

  @Mixin private final OnnxOption onnx = new OnnxOption();

  @Mixin private final Output output = new Output();

  /// What is measured.
  private enum Step {
    INFERENCE,
    TRAINING
  }

  /// What `--json` prints without a network.
  record Measured(double peakGflops, int threads, String engine, List<Speed> networks) {}

  /// What `--json` prints for a network.
  record Profiled(
      String network, ImageShape image, int threads, String engine, List<Profile> steps) {}

  /// A step as `--json` prints it; the times of the layers and `waitingMicros` add up to `micros`.
  record Profile(
      String step,
      int batch,
      double micros,
      double imagesPerSecond,
      double peakGflops,
      double shareOfPeak,
      List<LayerTime> layers,
      double waitingMicros) {
    static Profile of(StepProfile step) {
      return new Profile(
          step.training() ? "training" : "inference",
          step.batch(),
          step.micros(),
          step.imagesPerSecond(),
          step.peakGflops(),
          step.shareOfPeak(),
          step.layers(),
          step.waitingMicros());
    }
  }

  @Override
  public Integer call() {
    expectPositive("--batch", batch, 16);
    expectPositive("--windows", windows, 100);
    Engine engine = (exact ? Engine.EXACT : Engine.VECTOR).running();
    Speedometer speedometer = new Speedometer(engine, threads, windows);
    if (network == null) {
      networks(speedometer);
    } else {
      profile(speedometer, new ModelSource(network).model(onnx.options(Optional.ofNullable(size))));
    }
    return 0;
  }

  private boolean wants(Step step) {
    return only == null || only == step;
  }

  private static void expectPositive(String option, int given, int usual) {
    if (given < 1) {
      throw new IllegalArgumentException(
          """
          %s: not a positive number
            given     %d
            expected  1 or more
            fix       %s %d\
          """
              .formatted(option, given, option, usual));
    }
  }

  private void profile(Speedometer speedometer, Model model) {
    ImageShape image =
        Optional.ofNullable(size)
            .flatMap(ImageTarget::extents)
            .map(to -> new ImageShape(to.height(), to.width(), model.image().channels()))
            .orElse(model.image());
    Shape shape = Shape.of(image.height(), image.width(), image.channels());
    String engine = speedometer.engine().describe();
    if (output.talks()) {
      output
          .out()
          .printf(
              "%s, images of %s, threads: %d, %s%n",
              model.network().name(), image, threads, engine);
    }
    List<Profile> steps = new ArrayList<>();
    if (wants(Step.INFERENCE)) {
      add(speedometer.inferenceProfile(model.network(), shape, batch, inner), steps);
    }
    if (wants(Step.TRAINING)) {
      add(speedometer.trainingProfile(model.network(), shape, batch, inner), steps);
    }
    if (output.json()) {
      output.line(new Profiled(model.network().name(), image, threads, engine, steps));
    }
  }

  private void add(StepProfile step, List<Profile> steps) {
    steps.add(Profile.of(step));
    if (!output.json()) {
      output.out().printf("%n%s", new ProfileText(step).text(Output.columns()));
      output.out().flush();
    }
  }

  private void networks(Speedometer speedometer) {
    String engine = speedometer.engine().describe();
    double peak = speedometer.peak();
    if (output.talks()) {
      output
          .out()
          .printf(Locale.ROOT, "peak  %.0f GFLOP/s, threads: %d, %s%n", peak, threads, engine);
    }
    List<Speed> networks = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      networks(speedometer, preset, networks);
    }
    if (output.json()) {
      output.line(new Measured(peak, threads, engine, networks));
    } else {
      print(networks, output.out());
    }
  }

  private void networks(Speedometer speedometer, Preset preset, List<Speed> into) {
    if (wants(Step.TRAINING)) {
      into.add(speedometer.training(preset.network(CLASSES), LETTER, batch));
    }
    if (wants(Step.INFERENCE)) {
      for (int images : new int[] {1, 1000}) {
        into.add(speedometer.inference(preset.network(CLASSES), LETTER, images));
      }
    }
  }

  private static void print(List<Speed> networks, PrintWriter out) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"network", "", "batch", "steps/s", "images/s", "GFLOP/s", "of peak"});
    for (Speed s : networks) {
      rows.add(
          new String[] {
            s.name(),
            s.training() ? "training" : "inference",
            Integer.toString(s.batch()),
            number("%,.0f", s.stepsPerSecond()),
            number("%,.0f", s.imagesPerSecond()),
            number("%.1f", s.gflops()),
            number("%.0f%%", 100 * s.shareOfPeak())
          });
    }
    out.println();
    out.print(Table.text(rows, 2, Output.columns()));
    out.flush();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
