package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.kernel.Peak;

/// The multiply-add peak of some threads of this machine, measured in short windows.
///
/// Clocks vary and neighbours disturb, so a share of the peak means something only if both were
/// measured in turns. Close it when done; one caller at a time.
public final class Yardstick implements AutoCloseable {
  /// About half a millisecond on a core of today.
  private static final int TURNS = 20_000;

  private static final int SINK = 64;

  private final Peak peak = Peak.best();
  private final Workers workers;
  private final BlockTask window;

  private Yardstick(int threads) {
    workers = new Workers(threads);
    float[][] sinks = new float[threads][SINK];
    window = (block, worker) -> peak.run(TURNS, sinks[worker]);
  }

  /// A yardstick for this many threads, warm enough to be used.
  public static Yardstick open(int threads) {
    Yardstick yardstick = new Yardstick(threads);
    for (int k = 0; k < 50; k++) {
      yardstick.gigaflops();
    }
    return yardstick;
  }

  /// What all threads together reach in one window, in 10^9 operations per second; a multiply-add
  /// counts as two.
  public double gigaflops() {
    int blocks = workers.size();
    // Not timed: wakes the threads, which have parked while something else was measured.
    workers.run(blocks, window);
    long start = System.nanoTime();
    workers.run(blocks, window);
    return 2.0 * blocks * TURNS * peak.multiplyAddsPerTurn() / (System.nanoTime() - start);
  }

  /// Ends the threads.
  @Override
  public void close() {
    workers.close();
  }
}
