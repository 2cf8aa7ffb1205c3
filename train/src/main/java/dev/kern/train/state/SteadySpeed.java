package dev.kern.train.state;

/// Tells from the times of a repeated task when it has stopped getting faster: when two seconds
/// went by in which no quarter had a twentieth more repetitions than the best before, or after
/// twenty seconds.
///
/// Not thread-safe.
public final class SteadySpeed {
  private static final long WINDOW_NANOS = 250_000_000;
  private static final long MOST_NANOS = 20_000_000_000L;
  private static final int PATIENCE = 8; // windows without progress
  private static final double PROGRESS = 1.05;

  private final long start;
  private long begin; // of the window
  private long done; // in it
  private double best;
  private int without;

  /// @param nanos the time at which the task begins for the first time
  public SteadySpeed(long nanos) {
    start = nanos;
    begin = nanos;
  }

  /// Tells that the task was done once more; whether it is to be repeated.
  public boolean improves(long nanos) {
    done++;
    long elapsed = nanos - begin;
    if (elapsed >= WINDOW_NANOS) {
      double speed = (double) done / elapsed;
      without = speed > best * PROGRESS ? 0 : without + 1;
      best = Math.max(best, speed);
      begin = nanos;
      done = 0;
    }
    return without < PATIENCE && nanos - start < MOST_NANOS;
  }
}
