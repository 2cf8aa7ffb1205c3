package dev.kern.report;

import dev.kern.loss.Loss;
import dev.kern.report.draw.CurveChart;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.draw.Series;
import dev.kern.report.draw.Unit;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Stopped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What a run's events tell, in order of the steps. Of what was reported twice, because a run was
/// resumed from an earlier step, the later report counts.
///
/// @param events everything that happened
record History(List<Event> events) {
  /// Letters that have room along an axis.
  private static final int LONGEST_TITLE = 32;

  /// Copies the list.
  History {
    events = List.copyOf(events);
  }

  private <E extends Event> List<E> all(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <E extends Event> Optional<E> last(Class<E> type) {
    List<E> found = all(type);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  /// The reports on the way.
  List<Progress> reports() {
    return byStep(all(Progress.class), Progress::step);
  }

  /// The scores on a split of the data.
  ///
  /// @param split `valid` or `test`
  List<Evaluated> scores(String split) {
    List<Evaluated> scores =
        all(Evaluated.class).stream().filter(score -> score.split().equals(split)).toList();
    return byStep(scores, Evaluated::step);
  }

  private static <E> List<E> byStep(Collection<E> events, Function<E, Long> step) {
    TreeMap<Long, E> sorted = new TreeMap<>();
    events.forEach(event -> sorted.put(step.apply(event), event));
    return List.copyOf(sorted.values());
  }

  /// The last score on a split of the data.
  Optional<Evaluated> lastScore(String split) {
    List<Evaluated> scores = scores(split);
    return scores.isEmpty() ? Optional.empty() : Optional.of(scores.getLast());
  }

  /// How the run ended, if it ended well.
  Optional<Finished> finished() {
    return last(Finished.class);
  }

  /// Why the run could not go on; empty if it could, or later did.
  Optional<Failed> failed() {
    return finished().isPresent() ? Optional.empty() : last(Failed.class);
  }

  /// Why the run ended before its last step, if it did.
  Optional<Stopped> stopped() {
    return last(Stopped.class);
  }

  /// The losses over the steps.
  ///
  /// @param loss what was measured
  CurveChart losses(Loss loss) {
    return new CurveChart(
        "Loss over the steps",
        loss.toString().length() > LONGEST_TITLE ? "loss" : loss.toString(),
        Unit.PLAIN,
        List.of(
            line("minibatch", Ink.SECOND, Progress::step, Progress::loss, reports()),
            line("validation", Ink.FIRST, Evaluated::step, Evaluated::loss, scores("valid")),
            line("test", Ink.THIRD, Evaluated::step, Evaluated::loss, scores("test"))));
  }

  /// The accuracies over the steps.
  CurveChart accuracies() {
    return new CurveChart(
        "Accuracy over the steps",
        "accuracy",
        Unit.PERCENT,
        List.of(
            line("minibatch", Ink.SECOND, Progress::step, Progress::minibatchAccuracy, reports()),
            line("validation", Ink.FIRST, Evaluated::step, Evaluated::accuracy, scores("valid")),
            line("test", Ink.THIRD, Evaluated::step, Evaluated::accuracy, scores("test"))));
  }

  /// Each metric that the run asked for, over the steps.
  List<CurveChart> metrics() {
    return all(Evaluated.class).stream()
        .flatMap(score -> score.metrics().keySet().stream())
        .distinct()
        .map(this::metric)
        .toList();
  }

  private CurveChart metric(String name) {
    ToDoubleFunction<Evaluated> value = score -> score.metrics().getOrDefault(name, Double.NaN);
    return new CurveChart(
        name + " over the steps",
        name.length() > LONGEST_TITLE ? "metric" : name,
        Unit.PLAIN,
        List.of(
            line("validation", Ink.FIRST, Evaluated::step, value, scores("valid")),
            line("test", Ink.THIRD, Evaluated::step, value, scores("test"))));
  }

  private static <E> Series line(
      String name, Ink ink, ToDoubleFunction<E> x, ToDoubleFunction<E> y, List<E> events) {
    return Series.of(
        name,
        ink,
        events.stream().map(e -> new Point(x.applyAsDouble(e), y.applyAsDouble(e))).toList());
  }
}
