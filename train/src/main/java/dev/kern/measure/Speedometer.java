package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.Shape;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import dev.kern.run.PeakMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

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

  /// No more windows are begun after so long, if there are a few.
  private static final long PROFILE_NANOS = 5_000_000_000L;

  private static final int FEWEST = 3;

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

  /// How long a training step by gradient descent takes, layer by layer.
  ///
  /// @param image its extents, `[H, W, C]`
  /// @param inner whether the layers inside of branches count by themselves
  public StepProfile trainingProfile(Network network, Shape image, int batch, boolean inner) {
    try (TimedPlan test = TimedPlan.training(network, image, batch, engine, threads)) {
      return profile(test, true, batch, layers(network, test, inner));
    }
  }

  /// How long applying a network takes, layer by layer.
  ///
  /// @param image its extents, `[H, W, C]`
  /// @param inner whether the layers inside of branches count by themselves
  public StepProfile inferenceProfile(Network network, Shape image, int batch, boolean inner) {
    try (TimedPlan test = TimedPlan.inference(network, image, batch, engine, threads)) {
      return profile(test, false, batch, layers(network, test, inner));
    }
  }

  private static List<String> layers(Network network, TimedPlan test, boolean inner) {
    return inner ? test.scopes() : network.namedLayers().stream().map(NamedLayer::name).toList();
  }

  private StepProfile profile(TimedPlan test, boolean training, int batch, List<String> layers) {
    try (PeakMeter yardstick = PeakMeter.open(threads)) {
      int turns = turns(test);
      List<TaskInfo> tasks = test.plan().works();
      List<Window> seen = new ArrayList<>();
      long end = System.nanoTime() + PROFILE_NANOS;
      while (seen.size() < windows && (seen.size() < FEWEST || System.nanoTime() < end)) {
        double peak = yardstick.gigaflops();
        LockSupport.parkNanos(PARKING_NANOS);
        nanos(test, turns); // not timed, as in #speed
        seen.add(new Window(test, turns, peak));
      }
      seen.sort(Comparator.comparingLong(window -> window.nanos));
      List<Window> best = seen.subList(0, Math.ceilDiv(seen.size(), 10));
      double microsPerStep = 1e-3 / turns;
      double[] micros = new double[tasks.size()];
      Arrays.setAll(micros, k -> mean(best, window -> window.tasks[k]) * microsPerStep / threads);
      return new StepProfile(
          training,
          batch,
          mean(best, window -> window.nanos) * microsPerStep,
          fastest(seen.stream().mapToDouble(window -> window.peak).toArray()),
          StepProfile.layers(layers, tasks, micros));
    }
  }

  private static double mean(List<Window> windows, ToDoubleFunction<Window> value) {
    return windows.stream().mapToDouble(value).average().orElseThrow();
  }

  /// Several steps in a row, just after a look at the peak.
  private static final class Window {
    private final double peak; // in 10^9 operations per second
    private final long nanos;
    private final long[] tasks; // nanoseconds of each, on all threads

    Window(TimedPlan test, int turns, double peak) {
      this.peak = peak;
      tasks = new long[test.plan().works().size()];
      long start = System.nanoTime();
      for (int turn = 0; turn < turns; turn++) {
        test.plan().time(tasks);
      }
      nanos = System.nanoTime() - start;
    }
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
