package dev.kern.bench;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;

import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.measure.ConvolutionCase;
import dev.kern.measure.TimedPlan;
import dev.kern.run.Engine;
import dev.kern.run.PeakMeter;
import dev.kern.train.notebook.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// What a step of Kern costs as one extent grows, and where that leaves the straight line.
///
/// Along each curve all cases are alive at once and take turns, so that a disturbance hits them
/// alike. A case's cost is the time of a step in its best window; what costs over 15 % more than
/// the [Line] through the curve is marked.
///
/// `--threads=N`, `--curve=batch|channels|side|depth` (all).
public final class Curves {
  private static final double TOLERANCE = 1.15;
  private static final int ROUNDS = 12;
  private static final long WINDOW_NANOS = 30_000_000;
  private static final long WARM_NANOS = 700_000_000;
  private static final Shape LETTER = Shape.of(Topology.SIDE, Topology.SIDE, 1);

  private final int threads;
  private final Engine engine = Engine.VECTOR.running();

  private Curves(int threads) {
    this.threads = threads;
  }

  /// Runs it.
  public static void main(String[] arguments) {
    Map<String, String> options = Options.parse(arguments, "threads", "curve");
    Curves curves = new Curves(Integer.parseInt(options.getOrDefault("threads", "1")));
    curves.all(options.getOrDefault("curve", "")).forEach(Runnable::run);
  }

  private List<Runnable> all(String only) {
    Map<String, Runnable> curves = new LinkedHashMap<>();
    curves.put(
        "batch",
        () ->
            measure(
                "training maxpool, images in a batch",
                new int[] {1, 2, 4, 8, 15, 16, 17, 32, 64, 100, 128, 256},
                n -> TimedPlan.training(Preset.MAXPOOL.network(10), LETTER, n, engine, threads)));
    curves.put(
        "channels",
        () ->
            measure(
                "3×3 and both gradients, 16 images of 16×16, channels",
                new int[] {8, 16, 24, 31, 32, 33, 48, 64, 65, 96, 128, 192, 256, 384},
                n -> ConvolutionCase.square(Shape.of(16, 16, 16, n), 3).of(engine, threads)));
    curves.put(
        "side",
        () ->
            measure(
                "3×3 and both gradients, 8 images of 32 channels, height and width",
                new int[] {4, 7, 8, 14, 15, 16, 17, 28, 32, 33, 56, 64, 112},
                n -> ConvolutionCase.square(Shape.of(8, n, n, 32), 3).of(engine, threads)));
    curves.put(
        "depth",
        () ->
            measure(
                "training on 16 images of 16×16, 3×3 convolutions of 32 channels, how many",
                new int[] {1, 2, 4, 8, 16, 24},
                n -> TimedPlan.training(deep(n), Shape.of(16, 16, 32), 16, engine, threads)));
    return curves.entrySet().stream()
        .filter(curve -> only.isEmpty() || curve.getKey().equals(only))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Network deep(int convolutions) {
    List<Layer> layers = new ArrayList<>();
    for (int k = 0; k < convolutions; k++) {
      layers.add(conv(32, 3));
      layers.add(relu());
    }
    layers.add(flatten());
    layers.add(dense(10));
    return Network.of(layers.toArray(Layer[]::new));
  }

  private void measure(String title, int[] extents, IntFunction<TimedPlan> of) {
    List<TimedPlan> cases = new ArrayList<>();
    for (int extent : extents) {
      TimedPlan next = of.apply(extent);
      cases.add(next);
      window(next, WARM_NANOS);
    }
    double peak = 0;
    double[] nanos = new double[extents.length];
    Arrays.fill(nanos, Double.POSITIVE_INFINITY);
    try (PeakMeter yardstick = PeakMeter.open(threads)) {
      for (int round = 0; round < ROUNDS; round++) {
        peak = Math.max(peak, yardstick.gigaflops());
        for (int k = 0; k < nanos.length; k++) {
          nanos[k] = Math.min(nanos[k], window(cases.get(k), WINDOW_NANOS));
        }
      }
    }
    print(title, extents, nanos, cases, peak);
    cases.forEach(TimedPlan::close);
  }

  /// Nanoseconds of a run in a window that lasts at least that long.
  private static double window(TimedPlan work, long least) {
    work.run();
    long start = System.nanoTime();
    int runs = 0;
    do {
      work.run();
      runs++;
    } while (System.nanoTime() - start < least);
    return (double) (System.nanoTime() - start) / runs;
  }

  private static void print(
      String title, int[] extents, double[] nanos, List<TimedPlan> cases, double peak) {
    double[] work = cases.stream().mapToDouble(TimedPlan::multiplyAdds).toArray();
    Line line = Line.through(work, nanos);
    System.out.printf("%n%s; peak %.0f GFLOP/s%n%n", title, peak);
    System.out.printf("| %6s | %10s | %7s | %8s | %s%n", "", "µs", "of peak", "of line", "|");
    System.out.println("|-------:|-----------:|--------:|---------:|---|");
    for (int k = 0; k < nanos.length; k++) {
      double off = nanos[k] / line.at(work[k]);
      System.out.printf(
          "| %6d | %,10.1f | %5.0f %% | %8.2f | %s |%n",
          extents[k],
          nanos[k] / 1e3,
          100 * 2 * work[k] / nanos[k] / peak,
          off,
          off > TOLERANCE ? "off" : "");
    }
  }
}
