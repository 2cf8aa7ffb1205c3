package dev.kern.cli;

import dev.kern.json.Key;
import dev.kern.train.RunSummary.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How the trials of a sweep went.
///
/// @param rows the trials, the last round of each
/// @param groups the same, those that differ only by their seed together, the best first
record SweepResult(List<Row> rows, List<Group> groups) {
  /// A trial.
  ///
  /// @param validationAccuracy of the final network, from 0 to 1
  /// @param validationLoss of the final network
  record Row(
      Sweep.Trial trial,
      String run,
      State state,
      @Key(omitEmpty = true) Optional<Double> validationAccuracy,
      @Key(omitEmpty = true) Optional<Double> validationLoss,
      @Key(omitEmpty = true) Optional<Double> seconds) {
    boolean finished() {
      return state == State.FINISHED;
    }
  }

  /// Trials that differ only by their seed.
  record Group(Map<String, Object> settings, List<Row> rows) {
    int round() {
      return rows.getFirst().trial().round();
    }

    /// The mean over the trials; empty if one has no such number.
    Optional<Double> mean(Function<Row, Optional<Double>> number) {
      List<Double> all =
          rows.stream().filter(Row::finished).flatMap(r -> number.apply(r).stream()).toList();
      return all.size() < rows.size()
          ? Optional.empty()
          : Optional.of(all.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    }

    /// The standard deviation of the accuracy over the trials, if there are several.
    Optional<Double> deviation() {
      return mean(Row::validationAccuracy)
          .filter(_ -> rows.size() > 1)
          .map(
              mean -> {
                double squares =
                    rows.stream()
                        .flatMap(row -> row.validationAccuracy().stream())
                        .mapToDouble(a -> (a - mean) * (a - mean))
                        .sum();
                return Math.sqrt(squares / (rows.size() - 1));
              });
    }

    /// `03`, or `03, 04, 05`.
    String numbers() {
      return rows.stream()
          .map(row -> String.format(Locale.ROOT, "%02d", row.trial().number()))
          .reduce((a, b) -> a + ", " + b)
          .orElseThrow();
    }
  }

  /// The later rounds first; within a round the most accurate first, or those with the least loss
  /// where there is no accuracy; what has failed last.
  private static final Comparator<Group> ORDER =
      Comparator.comparingInt(Group::round)
          .reversed()
          .thenComparingDouble(
              group -> -group.mean(Row::validationAccuracy).orElse(Double.NEGATIVE_INFINITY))
          .thenComparingDouble(
              group -> group.mean(Row::validationLoss).orElse(Double.POSITIVE_INFINITY));

  /// The results of trials.
  static SweepResult of(List<Row> rows) {
    Map<Map<String, Object>, List<Row>> alike = new LinkedHashMap<>();
    rows.forEach(
        row -> alike.computeIfAbsent(row.trial().withoutSeed(), _ -> new ArrayList<>()).add(row));
    List<Group> groups = new ArrayList<>();
    alike.forEach((settings, those) -> groups.add(new Group(settings, List.copyOf(those))));
    groups.sort(ORDER);
    return new SweepResult(List.copyOf(rows), List.copyOf(groups));
  }

  /// The settings that were varied, but for the seed.
  List<String> keys() {
    return groups.isEmpty() ? List.of() : List.copyOf(groups.getFirst().settings().keySet());
  }

  /// The head of the table.
  List<String> head() {
    List<String> head = new ArrayList<>(keys());
    head.add("accuracy");
    if (groups.stream().anyMatch(group -> group.rows().size() > 1)) {
      head.add("deviation");
    }
    head.addAll(List.of("loss", "seconds"));
    if (groups.stream().anyMatch(group -> group.round() > 1)) {
      head.add("round");
    }
    head.add("trial");
    return head;
  }

  /// A row of the table for each group, the best first.
  List<List<String>> table() {
    List<String> head = head();
    List<List<String>> table = new ArrayList<>();
    for (Group group : groups) {
      List<String> row = new ArrayList<>();
      group.settings().values().forEach(value -> row.add(Sweep.word(value)));
      boolean failed = group.rows().stream().anyMatch(one -> one.state() == State.FAILED);
      row.add(
          failed
              ? "diverged"
              : group.mean(Row::validationAccuracy).map(SweepResult::percent).orElse(""));
      if (head.contains("deviation")) {
        row.add(group.deviation().map(SweepResult::percent).orElse(""));
      }
      row.add(group.mean(Row::validationLoss).map(loss -> format("%.4f", loss)).orElse(""));
      row.add(group.mean(Row::seconds).map(time -> format("%.1f", time)).orElse(""));
      if (head.contains("round")) {
        row.add(Integer.toString(group.round()));
      }
      row.add(group.numbers());
      table.add(row);
    }
    return table;
  }

  private static String percent(double part) {
    return format("%.2f%%", 100 * part);
  }

  private static String format(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
