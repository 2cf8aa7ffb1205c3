package dev.kern.cli;

import dev.kern.cli.option.DataOption;
import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.file.Problem;
import dev.kern.layer.Table;
import dev.kern.train.RunComparison;
import dev.kern.train.RunFolder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern runs compare`: runs side by side.
@Command(
    name = "compare",
    description = {
      "Compare runs: the settings in which they differ, and their results.",
      "With --test also image by image: whether one is better by more than chance."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunsCompareCommand implements Callable<Integer> {
  private static final int WIDEST = 40;
  private static final int BEFORE = 12;
  private static final int DIGITS = 6;
  private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  @Parameters(arity = "2..*", paramLabel = "RUN", description = "run folders")
  private List<Path> runs = List.of();

  @Option(
      names = "--test",
      description =
          "score the test images by each run, with an interval for the accuracy and McNemar's test"
              + " for each pair")
  private boolean test;

  @Option(
      names = "--data",
      paramLabel = "WHERE",
      converter = DataOption.class,
      description =
          "with --test: take the test images from here (default: the data of each run); several are"
              + " joined")
  private List<DataPart> data = List.of();

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    List<RunFolder> folders = runs.stream().map(RunFolder::open).toList();
    RunComparison comparison = RunComparison.of(folders);
    Optional<TestComparison> tested =
        test || !data.isEmpty()
            ? Optional.of(TestComparison.of(folders, data, output))
            : Optional.empty();
    if (output.json()) {
      output.line(comparison);
      tested.ifPresent(output::line);
      return 0;
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(row("", comparison.runs().stream().map(run -> name(run)).toList()));
    section(comparison.settings(), "settings: identical", rows);
    if (!comparison.layers().isEmpty()) {
      section(titled("layer ", comparison.layers()), "", rows);
    }
    section(rounded(comparison.results()), "results: identical", rows);
    comparison
        .sameStep()
        .filter(_ -> comparison.results().containsKey("steps"))
        .ifPresent(
            same -> {
              rows.add(row("", runs.stream().map(_ -> "").toList()));
              String when = " at step " + Problem.count(same.step());
              rounded(same.results()).forEach((key, values) -> rows.add(row(key + when, values)));
            });
    output.out().print(Table.text(rows, rows.getFirst().length, Output.columns()));
    tested.ifPresent(images -> output.out().print(images.text(Output.columns())));
    output.out().flush();
    return 0;
  }

  /// Results with the digits that say something, but with all where their difference lies in the
  /// others; `--json` always has all.
  static Map<String, List<String>> rounded(Map<String, List<String>> results) {
    Map<String, List<String>> rounded = new LinkedHashMap<>();
    results.forEach(
        (key, values) -> {
          List<String> shorter = values.stream().map(RunsCompareCommand::rounded).toList();
          boolean differ = Set.copyOf(shorter).size() == Set.copyOf(values).size();
          rounded.put(key, differ ? shorter : values);
        });
    return rounded;
  }

  /// A fraction with some digits, those before the point in any case.
  private static String rounded(String value) {
    if (!FRACTION.matcher(value).matches()) {
      return value;
    }
    BigDecimal number = new BigDecimal(value);
    int whole = number.precision() - number.scale();
    BigDecimal rounded = number.round(new MathContext(Math.max(DIGITS, whole)));
    return whole > -DIGITS ? rounded.stripTrailingZeros().toPlainString() : rounded.toString();
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

  private static Map<String, List<String>> titled(String title, Map<String, List<String>> lines) {
    Map<String, List<String>> titled = new LinkedHashMap<>();
    lines.forEach((key, values) -> titled.put(title + key, values));
    return titled;
  }

  private static String[] row(String key, List<String> values) {
    return Stream.concat(Stream.of(key), fit(values).stream()).toArray(String[]::new);
  }

  /// Values that leave room for others, long ones from shortly before their difference on; `--json`
  /// has them whole.
  static List<String> fit(List<String> values) {
    int same = 0;
    while (values.stream().mapToInt(String::length).max().orElse(0) > WIDEST
        && isSame(values, same)) {
      same++;
    }
    int from = same > WIDEST / 2 ? same - BEFORE : 0;
    return values.stream()
        .map(value -> from == 0 || value.length() <= from ? value : "…" + value.substring(from))
        .map(value -> value.length() <= WIDEST ? value : value.substring(0, WIDEST - 1) + "…")
        .toList();
  }

  /// Whether all values have the same character there.
  private static boolean isSame(List<String> values, int at) {
    return values.stream().allMatch(value -> value.length() > at)
        && values.stream().map(value -> value.charAt(at)).distinct().count() == 1;
  }
}
