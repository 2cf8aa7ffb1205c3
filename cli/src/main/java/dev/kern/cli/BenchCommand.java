package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.graph.Shape;
import dev.kern.layer.Table;
import dev.kern.measure.LayerSpeed;
import dev.kern.measure.Speed;
import dev.kern.measure.Speedometer;
import dev.kern.run.Engine;
import dev.kern.train.notebook.Preset;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kern bench`: the speed of the notebook's networks on this machine, relative to its peak.
@Command(
    name = "bench",
    description = {
      "Measure the speed of the notebook's networks on this machine.",
      "Percentages are of the multiply-add peak measured in the same run."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Shape LETTER = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;

  @Option(names = "--layers", description = "only single layers, on one thread")
  private boolean onlyLayers;

  @Option(names = "--networks", description = "only whole networks")
  private boolean onlyNetworks;

  @Option(names = "--threads", description = "worker threads (default: one per processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--batch",
      defaultValue = "16",
      description = "images per training step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--windows",
      defaultValue = "100",
      description = "short measurements per figure (default: ${DEFAULT-VALUE})")
  private int windows;

  @Option(names = "--exact", description = "disable fast convolution algorithms (Winograd)")
  private boolean exact;

  @Mixin private final Output output = new Output();

  /// What `--json` prints.
  record Measured(
      double peakGflops,
      int threads,
      String engine,
      List<Speed> networks,
      List<LayerSpeed> layers) {}

  @Override
  public Integer call() {
    Engine engine = (exact ? Engine.EXACT : Engine.VECTOR).running();
    Speedometer speedometer = new Speedometer(engine, threads, windows);
    PrintWriter out = output.out();
    double peak = speedometer.peak();
    if (output.talks()) {
      out.printf(
          Locale.ROOT, "peak  %.0f GFLOP/s, threads: %d, %s%n", peak, threads, engine.describe());
    }
    List<Speed> networks = new ArrayList<>();
    List<LayerSpeed> layers = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      if (!onlyLayers) {
        networks(speedometer, preset, networks);
      }
      if (!onlyNetworks) {
        layers.addAll(speedometer.layers(preset.network(CLASSES), LETTER, batch));
      }
    }
    if (output.json()) {
      output.line(new Measured(peak, threads, engine.describe(), networks, layers));
    } else {
      print(networks, layers, out);
    }
    return 0;
  }

  private void networks(Speedometer speedometer, Preset preset, List<Speed> into) {
    into.add(speedometer.training(preset.network(CLASSES), LETTER, batch));
    for (int images : new int[] {1, 1000}) {
      into.add(speedometer.inference(preset.network(CLASSES), LETTER, images));
    }
  }

  private static void print(List<Speed> networks, List<LayerSpeed> layers, PrintWriter out) {
    if (!networks.isEmpty()) {
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
      print(rows, 2, out);
    }
    if (!layers.isEmpty()) {
      List<String[]> rows = new ArrayList<>();
      rows.add(
          new String[] {
            "network", "layer", "one thread, a batch at a time", "µs", "GFLOP/s", "of peak"
          });
      for (LayerSpeed s : layers) {
        rows.add(
            new String[] {
              s.network(),
              s.layer(),
              s.op(),
              number("%.1f", s.micros()),
              number("%.1f", s.gflops()),
              number("%.0f%%", 100 * s.shareOfPeak())
            });
      }
      print(rows, 3, out);
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static void print(List<String[]> rows, int left, PrintWriter out) {
    out.println();
    out.print(Table.text(rows, left, Output.columns()));
    out.flush();
  }
}
