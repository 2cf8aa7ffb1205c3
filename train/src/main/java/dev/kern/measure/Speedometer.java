package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.Shape;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import dev.kern.run.PeakMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Measures networks on random images, alternating with the multiply-add peak of the machine.
///
/// It reports the fastest tenth of many short windows, for the network and the peak alike: what the
/// machine does while undisturbed.
///
/// @param engine what computes
/// @param threads how many threads compute
/// @param windows how many windows each measurement takes; 100 are good, 20 are quick
public record Speedometer(Engine engine, int threads, int windows) {
  private static final double WINDOW_NANOS = 3e6;

  /// After so long the yardstick's threads have parked, and leave their processors to others.
  private static final long PARKING_NANOS = 500_000;

  private static final long WARM_NANOS = 1_500_000_000;

  /// The peak of all threads together, in 10^9 operations per second.
  public double peak() {
    try (PeakMeter yardstick = PeakMeter.open(threads)) {
      double[] seen = new double[windows];
      Arrays.setAll(seen, k -> yardstick.gigaflops());
      return fastest(seen);
    }
  }

  /// The speed of training steps by gradient descent.
  ///
  /// @param image its extents, `[H, W, C]`
  public Speed training(Network network, Shape image, int batch) {
    try (TimedPlan test = TimedPlan.training(network, image, batch, engine, threads)) {
      return speed(network, batch, true, test);
    }
  }

  /// The speed of applying a network.
  ///
  /// @param image its extents, `[H, W, C]`
  public Speed inference(Network network, Shape image, int batch) {
    try (TimedPlan test = TimedPlan.inference(network, image, batch, engine, threads)) {
      return speed(network, batch, false, test);
    }
  }

  private Speed speed(Network network, int batch, boolean training, TimedPlan test) {
    try (PeakMeter yardstick = PeakMeter.open(threads)) {
      int turns = turns(test);
      double[] steps = new double[windows];
      double[] peaks = new double[windows];
      for (int window = 0; window < windows; window++) {
        peaks[window] = yardstick.gigaflops();
        LockSupport.parkNanos(PARKING_NANOS);
        // Not timed: wakes the plan's threads, which the system may put on one processor at first.
        nanos(test, turns);
        steps[window] = turns * 1e9 / nanos(test, turns);
      }
      double stepsPerSecond = fastest(steps);
      double gflops = 2e-9 * stepsPerSecond * test.multiplyAdds();
      double share = gflops / fastest(peaks);
      return new Speed(network.name(), batch, training, stepsPerSecond, gflops, share);
    }
  }

  /// The speed of each convolution and matrix product of a training step, on one thread.
  ///
  /// @param image its extents, `[H, W, C]`
  public List<LayerSpeed> layers(Network network, Shape image, int batch) {
    try (TimedPlan test = TimedPlan.training(network, image, batch, engine, 1);
        PeakMeter yardstick = PeakMeter.open(1)) {
      turns(test);
      List<TaskInfo> works = test.plan().works();
      double[][] rates = new double[works.size()][windows];
      double[] peaks = new double[windows];
      for (int window = 0; window < windows; window++) {
        peaks[window] = yardstick.gigaflops();
        long[] nanos = new long[works.size()];
        test.plan().time(nanos);
        for (int k = 0; k < nanos.length; k++) {
          rates[k][window] = 1.0 / Math.max(1, nanos[k]);
        }
      }
      List<LayerSpeed> layers = new ArrayList<>();
      for (int k = 0; k < rates.length; k++) {
        if (works.get(k).multiplyAdds() > 0) {
          layers.add(layer(network, works.get(k), fastest(rates[k]), fastest(peaks)));
        }
      }
      return layers;
    }
  }

  private static LayerSpeed layer(Network network, TaskInfo work, double perNano, double peak) {
    String scope = work.node().substring(0, Math.max(0, work.node().lastIndexOf('/')));
    boolean backward = scope.startsWith("gradients");
    double gflops = 2 * perNano * work.multiplyAdds();
    return new LayerSpeed(
        network.name(),
        scope.replaceFirst("^gradients/", ""),
        work.label(),
        backward,
        1e-3 / perNano,
        gflops,
        gflops / peak);
  }

  /// Warms a plan up and says how many of its runs fill a window.
  private static int turns(TimedPlan test) {
    long end = System.nanoTime() + WARM_NANOS;
    double least = Double.POSITIVE_INFINITY;
    do {
      least = Math.min(least, nanos(test, 1));
    } while (System.nanoTime() < end);
    return (int) Math.max(1, WINDOW_NANOS / least);
  }

  private static double nanos(TimedPlan test, int turns) {
    long start = System.nanoTime();
    for (int turn = 0; turn < turns; turn++) {
      test.plan().run();
    }
    return Math.max(1, System.nanoTime() - start);
  }

  /// The lower end of the fastest tenth.
  private static double fastest(double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length * 9 / 10];
  }
}
