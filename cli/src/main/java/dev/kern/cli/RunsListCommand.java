package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.file.DataException;
import dev.kern.layer.Table;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern runs list`: one line per run.
@Command(
    name = "list",
    description = "List the runs in a folder with their progress, accuracy and speed.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunsListCommand implements Callable<Integer> {
  private static final String[] TITLES = {
    "run", "network", "data", "state", "steps", "valid %", "best %", "test %", "steps/s"
  };
  private static final int LEFT = 4;

  /// The columns that narrow terminals have no room for, those that matter least first.
  private static final String[] LESS = {"best %", "data", "network", "steps/s", "valid %"};

  @Parameters(
      arity = "0..1",
      defaultValue = "runs",
      paramLabel = "FOLDER",
      description = "folder with the runs (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("runs");

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    List<RunSummary> summaries =
        RunSummary.in(folder).stream().flatMap(run -> summary(run).stream()).toList();
    if (output.json()) {
      summaries.forEach(output::line);
    } else if (!summaries.isEmpty()) {
      // Runs without accuracy are told apart by their loss.
      boolean losses =
          summaries.stream()
              .anyMatch(s -> s.validationLoss().isPresent() && s.validationAccuracy().isEmpty());
      List<String[]> rows = new ArrayList<>();
      rows.add(row(losses, "valid loss", TITLES));
      summaries.forEach(s -> rows.add(row(losses, loss(s), cells(s))));
      String text = text(rows, Output.columns());
      output.out().print(text);
      output.out().flush();
      if (output.talks() && !text.equals(text(rows, Integer.MAX_VALUE))) {
        output.out().println("note: the terminal has no room for all columns; --json has them");
      }
    } else if (output.talks()) {
      output.out().println("No runs in " + folder);
    }
    return 0;
  }

  /// The table, without the columns that matter least where it is wider than the terminal.
  static String text(List<String[]> rows, int columns) {
    List<String> left = new ArrayList<>(List.of(LESS));
    List<String[]> shown = rows;
    String text = Table.text(shown, LEFT);
    while (!left.isEmpty() && text.lines().anyMatch(line -> line.length() >= columns)) {
      int at = List.of(shown.getFirst()).indexOf(left.removeFirst());
      shown = shown.stream().map(row -> without(row, at)).toList();
      List<String> titles = List.of(shown.getFirst());
      text = Table.text(shown, titles.indexOf("state") + 1);
    }
    return text;
  }

  private static String[] without(String[] row, int at) {
    return IntStream.range(0, row.length)
        .filter(i -> i != at)
        .mapToObj(i -> row[i])
        .toArray(String[]::new);
  }

  /// A broken run must not hide the others.
  private Optional<RunSummary> summary(RunFolder run) {
    try {
      return Optional.of(RunSummary.of(run));
    } catch (DataException e) {
      output.err().println("kern runs list: skipped " + run.path());
      output.err().println(e.getMessage());
      return Optional.empty();
    }
  }

  /// The cells of a row, with that of the loss behind those of the accuracies if it is wanted.
  private static String[] row(boolean losses, String loss, String... cells) {
    List<String> row = new ArrayList<>(List.of(cells));
    if (losses) {
      row.add(cells.length - 1, loss);
    }
    return row.toArray(String[]::new);
  }

  private static String loss(RunSummary s) {
    return s.validationLoss().map(loss -> String.format(Locale.ROOT, "%.4g", loss)).orElse("");
  }

  private static String[] cells(RunSummary s) {
    String steps = String.format(Locale.ROOT, "%,d", s.steps());
    boolean whole = s.state() == RunSummary.State.FINISHED || s.plannedSteps() == 0;
    return new String[] {
      Path.of(s.run()).getFileName().toString(),
      s.network(),
      Path.of(s.data()).getFileName().toString(),
      s.state().name().toLowerCase(Locale.ROOT),
      whole ? steps : steps + String.format(Locale.ROOT, " of %,d", s.plannedSteps()),
      percent(s.validationAccuracy()),
      percent(s.bestValidationAccuracy()),
      percent(s.testAccuracy()),
      s.stepsPerSecond().map(speed -> String.format(Locale.ROOT, "%,.0f", speed)).orElse("")
    };
  }

  private static String percent(Optional<Double> accuracy) {
    return accuracy.map(part -> String.format(Locale.ROOT, "%.2f", 100 * part)).orElse("");
  }
}
