package dev.kern.train;

import dev.kern.train.event.Event;

/// Interrupts a run after so many of its steps.
record Interruption(Run run, long at) implements Listener {
  @Override
  public void on(Event event) {}

  @Override
  public void step(long done, long steps) {
    if (done == at) {
      run.interrupt();
    }
  }
}
