package dev.kern.train;

import dev.kern.train.event.Event;

/// Somebody who wants to know how a run goes.
@FunctionalInterface
public interface Listener {
  /// Something worth telling happened.
  void on(Event event);

  /// A step was done. Called after each one, on the thread that trains, so be quick; an event, if
  /// the step has one, comes first.
  ///
  /// @param done steps done so far
  /// @param steps steps of the whole run
  default void step(long done, long steps) {}
}
