package dev.kern.run;

import dev.kern.compile.BlockTask;
import dev.kern.kernel.library.Peak;
import java.util.Arrays;

/// Measures the multiply-add peak of a number of threads on this machine, in short windows.
///
/// Clock rates vary and other processes interfere, so a fraction of the peak is meaningful only if
/// speed and peak are measured alternately. A window begins when all threads run at the same time.
/// Close it when done; one caller at a time.
public final class PeakMeter implements AutoCloseable {
  /// About half a millisecond on a core of today.
  private static final int TURNS = 20_000;

  private static final int SINK = 64;

  private final Peak peak = Peak.best();
  private final Workers workers;
  private final Rendezvous rendezvous;
  private final long[] starts;
  private final long[] ends;
  private final BlockTask window;

  private PeakMeter(int threads) {
    workers = new Workers(threads);
    rendezvous = new Rendezvous(threads);
    starts = new long[threads];
    ends = new long[threads];
    float[][] sinks = new float[threads][SINK];
    // Each thread gets one block, since none leaves the rendezvous before all have arrived.
    window =
        (block, worker) -> {
          rendezvous.meet(block == 0);
          starts[block] = System.nanoTime();
          peak.run(TURNS, sinks[block]);
          ends[block] = System.nanoTime();
        };
  }

  /// A meter for this many threads, warmed up.
  public static PeakMeter open(int threads) {
    PeakMeter yardstick = new PeakMeter(threads);
    for (int k = 0; k < 50; k++) {
      yardstick.gigaflops();
    }
    return yardstick;
  }

  /// The total of all threads in one window, in 10^9 operations per second; a multiply-add counts
  /// as two.
  public double gigaflops() {
    int threads = workers.size();
    workers.run(threads, window);
    long first = Arrays.stream(starts).min().orElseThrow();
    long last = Arrays.stream(ends).max().orElseThrow();
    return 2.0 * threads * TURNS * peak.multiplyAddsPerTurn() / (last - first);
  }

  /// Ends the threads.
  @Override
  public void close() {
    workers.close();
  }
}
