package dev.kern.compile;

/// The seed and step that random numbers and learning rates depend on.
public final class StepContext {
  private long seed;
  private long step;

  /// A context at step 0 with seed 0.
  public StepContext() {}

  /// The run's seed.
  public long seed() {
    return seed;
  }

  /// Sets the run's seed.
  public void seed(long value) {
    seed = value;
  }

  /// How many training steps have been done.
  public long step() {
    return step;
  }

  /// Sets how many training steps have been done.
  public void step(long value) {
    step = value;
  }
}
