package dev.kern.cli;

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

  @Parameters(
      arity = "0..1",
      defaultValue = "runs",
      paramLabel = "FOLDER",
      description = "folder with the runs (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("runs");

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    List<String[]> rows = new ArrayList<>();
    rows.add(TITLES);
    for (RunFolder run : RunSummary.in(folder)) {
      summary(run)
          .ifPresent(
              summary -> {
                if (output.json()) {
                  output.line(summary);
                } else {
                  rows.add(row(run, summary));
                }
              });
    }
    if (rows.size() > 1) {
      output.out().print(Table.text(rows, LEFT));
      output.out().flush();
    } else if (output.talks()) {
      output.out().println("No runs in " + folder);
    }
    return 0;
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

  private static String[] row(RunFolder run, RunSummary s) {
    String steps = String.format(Locale.ROOT, "%,d", s.steps());
    boolean whole = s.state() == RunSummary.State.FINISHED || s.plannedSteps() == 0;
    return new String[] {
      run.name(),
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
