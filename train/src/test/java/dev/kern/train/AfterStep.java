package dev.kern.train;

import dev.kern.train.event.Event;

/// Does something after a step, such as interrupting the run.
///
/// @param step which, from 1
record AfterStep(long step, Runnable action) implements Listener {
  @Override
  public void on(Event event) {}

  @Override
  public void step(long done, long steps) {
    if (done == step) {
      action.run();
    }
  }
}
