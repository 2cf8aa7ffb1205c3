package dev.kern.train.state;

import java.util.function.Supplier;

/// How long a run takes, with and without its evaluations.
public final class Stopwatch {
  private static final double NANOS_PER_SECOND = 1e9;

  private long began;
  private long pausedNanos;
  private double lapAt;
  private long lapSteps;

  /// A watch that goes on from an earlier part of a run.
  ///
  /// @param seconds how long that took
  /// @param working how long it took without pauses
  /// @param done how many steps were done by then
  public Stopwatch(double seconds, double working, long done) {
    this.began = System.nanoTime() - nanos(seconds);
    this.pausedNanos = nanos(seconds - working);
    this.lapAt = working;
    this.lapSteps = done;
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * NANOS_PER_SECOND);
  }

  /// Seconds since the run began.
  public double seconds() {
    return (System.nanoTime() - began) / NANOS_PER_SECOND;
  }

  /// Seconds since the run began, without pauses.
  public double working() {
    return (System.nanoTime() - began - pausedNanos) / NANOS_PER_SECOND;
  }

  /// Does something that is no training.
  public <T> T pause(Supplier<T> work) {
    long from = System.nanoTime();
    try {
      return work.get();
    } finally {
      pausedNanos += System.nanoTime() - from;
    }
  }

  /// Stands still while something is waited for, as if no time had passed.
  public void suspend(Runnable wait) {
    long from = System.nanoTime();
    wait.run();
    began += System.nanoTime() - from;
  }

  /// Steps per second since the last lap.
  public double lap(long done) {
    double now = working();
    double speed = (done - lapSteps) / Math.max(1e-9, now - lapAt);
    lapAt = now;
    lapSteps = done;
    return speed;
  }

  /// Steps per second since the run began.
  public double speed(long done) {
    return done / Math.max(1e-9, working());
  }
}
