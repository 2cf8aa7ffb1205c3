package dev.kern.train;

import dev.kern.data.SplitName;
import dev.kern.model.Evaluation;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Event;
import dev.kern.train.file.EventLog;
import java.util.Optional;

/// The listeners of a run, its log first.
final class Listeners implements Listener {
  private final Optional<EventLog> log;
  private final Listener[] listeners;

  Listeners(Optional<EventLog> log, Listener... listeners) {
    this.log = log;
    this.listeners = listeners.clone();
  }

  @Override
  public void on(Event event) {
    log.ifPresent(file -> file.write(event));
    for (Listener listener : listeners) {
      listener.on(event);
    }
  }

  @Override
  public void measured(long step, double loss, int correct, double learningRate) {
    for (Listener listener : listeners) {
      listener.measured(step, loss, correct, learningRate);
    }
  }

  @Override
  public void evaluated(SplitName split, Evaluation evaluation) {
    for (Listener listener : listeners) {
      listener.evaluated(split, evaluation);
    }
  }

  @Override
  public void features(int done, int images) {
    for (Listener listener : listeners) {
      listener.features(done, images);
    }
  }

  @Override
  public void paused(boolean pauses, long done) {
    for (Listener listener : listeners) {
      listener.paused(pauses, done);
    }
  }

  @Override
  public void epoch(Epoch epoch) {
    for (Listener listener : listeners) {
      listener.epoch(epoch);
    }
  }

  @Override
  public void step(long done, long steps) {
    for (Listener listener : listeners) {
      listener.step(done, steps);
    }
  }
}
