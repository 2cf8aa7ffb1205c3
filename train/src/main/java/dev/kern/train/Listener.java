package dev.kern.train;

import dev.kern.train.event.Event;

/// Is told about the progress of a run.
@FunctionalInterface
public interface Listener {
  /// An event happened.
  void on(Event event);

  /// A step is done. Called after each step, on the training thread, so return quickly. Events of
  /// the step come first.
  ///
  /// @param done steps done so far
  /// @param steps steps of the whole run
  default void step(long done, long steps) {}
}
