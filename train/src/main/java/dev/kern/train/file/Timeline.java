package dev.kern.train.file;

import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import java.util.ArrayList;
import java.util.List;

/// What happened in a run, in the order of its steps.
final class Timeline {
  private Timeline() {}

  /// The events of a log, without those that a resumed run has repeated.
  static List<Event> of(List<Event> log) {
    List<Event> timeline = new ArrayList<>();
    for (Event event : log) {
      if (event instanceof Resumed resumed) {
        timeline.removeIf(earlier -> isUndone(earlier, resumed.step()));
      }
      timeline.add(event);
    }
    return timeline;
  }

  /// Whether a run that goes on from a step does this over.
  private static boolean isUndone(Event event, long step) {
    return switch (event) {
      case Started _ -> false;
      case Resumed r -> r.step() > step;
      // A report at step s comes after s steps and is part of the next one.
      case Progress p -> p.step() >= step;
      case Evaluated e -> e.step() >= step;
      case Epoch e -> e.step() >= step;
      case RateLowered r -> r.step() >= step;
      case Stopped _, Failed _, Finished _ -> true;
    };
  }
}
