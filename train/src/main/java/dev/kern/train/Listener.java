package dev.kern.train;

import dev.kern.train.event.Epoch;
import dev.kern.train.event.Event;

/// Receives the progress of a run, and may end it early:
///
/// ```java
/// run.fit(event -> {
///   if (event instanceof Evaluated score && score.accuracy() > 0.95) {
///     run.stop("good enough");
///   }
/// });
/// ```
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

  /// A pass over the training images has ended. Called for each one; [#on] gets the same event only
  /// where the run reports by epochs, see [Training#reportEachEpoch].
  default void epoch(Epoch epoch) {}
}
