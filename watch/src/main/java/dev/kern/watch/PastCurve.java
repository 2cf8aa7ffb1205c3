package dev.kern.watch;

import dev.kern.data.SplitName;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the log of a run tells: the steps that were reported on, and all scores.
///
/// @param lines the scores by the name of their split
/// @param best the best validation accuracy
/// @param done steps done by the last report
/// @param seconds how long they took
record PastCurve(Map<String, ScoreLine> lines, Optional<Double> best, long done, double seconds) {
  private static final double NANOS = 1e9;

  /// Reads the events of a run.
  ///
  /// @param curve takes the steps
  static PastCurve of(List<Event> history, StepCurve curve) {
    Map<String, ScoreLine> lines = new TreeMap<>();
    Optional<Double> best = Optional.empty();
    long done = 0;
    double seconds = 0;
    for (Event event : history) {
      switch (event) {
        case Progress p -> {
          curve.add(
              p.step(),
              p.loss(),
              p.minibatchAccuracy(),
              p.learningRate(),
              p.stepsPerSecond() > 0 ? NANOS / p.stepsPerSecond() : 0);
          done = p.step() + 1;
          seconds = p.seconds();
        }
        case Evaluated e -> {
          lines
              .computeIfAbsent(e.split(), _ -> new ScoreLine())
              .add(e.step(), e.loss(), e.accuracy(), e.count());
          if (e.split().equals(SplitName.VALID.key()) && !Double.isNaN(e.accuracy())) {
            best = Optional.of(Math.max(e.accuracy(), best.orElse(e.accuracy())));
          }
        }
        case Finished f -> {
          done = f.steps();
          seconds = f.seconds();
        }
        default -> {}
      }
    }
    return new PastCurve(lines, best, done, seconds);
  }
}
