package dev.kern.cli;

import dev.kern.layer.Table;
import dev.kern.train.Comparison;
import dev.kern.train.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern runs compare`: runs side by side.
@Command(
    name = "compare",
    description = "Shows in which settings runs differ, and what came of it.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunsCompareCommand implements Callable<Integer> {
  private static final int WIDEST = 40;

  @Parameters(arity = "2..*", paramLabel = "RUN", description = "the folders of the runs")
  private List<Path> runs = List.of();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Comparison comparison = Comparison.of(runs.stream().map(RunFolder::open).toList());
    if (output.json()) {
      output.line(comparison);
      return 0;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(row("", comparison.runs().stream().map(run -> name(run)).toList()));
    section(comparison.settings(), "settings: the same", rows);
    section(comparison.results(), "results: the same", rows);
    output.out().print(Table.text(rows, rows.getFirst().length));
    output.out().flush();
    return 0;
  }

  private static String name(String run) {
    return Path.of(run).getFileName().toString();
  }

  private void section(Map<String, List<String>> lines, String none, List<String[]> rows) {
    rows.add(row("", runs.stream().map(_ -> "").toList()));
    if (lines.isEmpty()) {
      rows.add(row(none, runs.stream().map(_ -> "").toList()));
    }
    lines.forEach((key, values) -> rows.add(row(key, values)));
  }

  private static String[] row(String key, List<String> values) {
    return Stream.concat(Stream.of(key), values.stream().map(RunsCompareCommand::fit))
        .toArray(String[]::new);
  }

  /// A value that leaves room for others; `--json` has it whole.
  private static String fit(String value) {
    return value.length() <= WIDEST ? value : value.substring(0, WIDEST - 1) + "…";
  }
}
