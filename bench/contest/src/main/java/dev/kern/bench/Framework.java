package dev.kern.bench;

import java.util.Optional;

/// Something that networks can be trained with, set up for a number of threads.
public interface Framework {
  /// Images per step in [#results].
  int CHECKED = 8;

  /// Training steps in [#results].
  int CHECKED_STEPS = 3;

  /// The learning rate in [#results]: large enough that wrong gradients show.
  double CHECKED_RATE = 0.05;

  /// Its name, version and notable settings.
  String title();

  /// Gets ready for a job; empty if it can't do it.
  Optional<Step> prepare(Job job);

  /// What the network of a job computes with Kern's first weights on the images that Kern has: the
  /// logits of [#CHECKED] images, or in training the losses of [#CHECKED_STEPS] steps on them,
  /// without dropout. Empty for other jobs, and if the framework begins with weights of its own.
  default Optional<float[]> results(Job job) {
    return Optional.empty();
  }

  /// What all threads together reach with multiply-adds and nothing else just now, in 10^9
  /// operations per second; 0 if the framework doesn't tell.
  default double peak() {
    return 0;
  }

  /// A step of a job. Close it when done.
  interface Step extends AutoCloseable {
    /// Does the step once, and returns when it is done.
    void run();

    /// Multiply-adds of the step by its definition; 0 if the framework doesn't tell.
    default double multiplyAdds() {
      return 0;
    }

    @Override
    default void close() {}
  }
}
