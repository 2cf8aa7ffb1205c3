package dev.kern.train;

import dev.kern.data.SplitName;
import dev.kern.model.Evaluation;
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

  /// What a step measured before the weights moved. Called for each step, on the training thread,
  /// before the events of the step: it must return quickly and should allocate nothing.
  ///
  /// @param step the step, counted from 0
  /// @param loss the batch's loss, in nats
  /// @param correct how many images of the batch were classified correctly; -1 for other targets
  ///   than classes
  /// @param learningRate the step's learning rate
  default void measured(long step, double loss, int correct, double learningRate) {}

  /// The network was evaluated on a split: what the event [dev.kern.train.event.Evaluated], which
  /// comes first, tells in short.
  default void evaluated(SplitName split, Evaluation evaluation) {}

  /// What frozen layers at the beginning of the network make of images is being computed, before
  /// the first step that trains on it; see [Training#cacheFeatures]. Called several times.
  ///
  /// @param done images of a split that are done so far
  /// @param images images of that split
  default void features(int done, int images) {}

  /// Training pauses, see [Run#pause], or goes on.
  ///
  /// @param done steps done so far
  default void paused(boolean pauses, long done) {}

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
