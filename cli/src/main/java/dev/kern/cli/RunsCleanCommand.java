package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.layer.Table;
import dev.kern.train.RunCleanup;
import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kern runs clean`: removes runs that are of no more use.
@Command(
    name = "clean",
    description = {
      "Remove runs that failed, runs that were interrupted before anything was saved,",
      "and what killed programs have left. Lists them first, and asks; without a",
      "terminal, nothing is removed unless --yes is given. Runs in progress, and runs",
      "that can be resumed, stay.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunsCleanCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      defaultValue = "runs",
      paramLabel = "FOLDER",
      description = "folder with the runs, or a run (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("runs");

  @Option(names = "--yes", description = "remove them without asking")
  private boolean yes;

  @Mixin private final Output output = new Output();

  /// What `--json` prints of each.
  record Line(String path, String reason, long bytes, boolean removed) {}

  @Override
  public Integer call() {
    RunCleanup cleanup = RunCleanup.of(folder);
    List<RunCleanup.Item> items = cleanup.items();
    if (output.talks()) {
      cleanup.kept().forEach(sentence -> output.err().println("note: kept " + sentence));
    }
    if (!output.json()) {
      list(items);
    }
    boolean remove = !items.isEmpty() && (yes || isConfirmed(items));
    int failures = 0;
    for (RunCleanup.Item item : items) {
      boolean removed = remove && isRemoved(item);
      failures += remove && !removed ? 1 : 0;
      if (output.json()) {
        output.line(new Line(item.path(), item.reason(), item.bytes(), removed));
      }
    }
    if (output.talks() && !items.isEmpty()) {
      output
          .out()
          .println(
              remove
                  ? "Removed " + Problem.count(items.size() - failures)
                  : "Nothing was removed" + (Output.isTerminal() ? "" : "; --yes removes them"));
    }
    return failures == 0 ? 0 : ErrorHandler.FAILED;
  }

  private void list(List<RunCleanup.Item> items) {
    if (items.isEmpty()) {
      if (output.talks()) {
        output.out().println("Nothing to remove in " + folder);
      }
      return;
    }
    List<String[]> rows = new ArrayList<>();
    items.forEach(item -> rows.add(new String[] {item.path(), item.reason(), size(item.bytes())}));
    output.out().print(Table.text(rows, 2, Output.columns()));
    output.out().flush();
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes * 1e-6);
  }

  /// Whether somebody at the terminal says yes.
  private boolean isConfirmed(List<RunCleanup.Item> items) {
    if (!output.talks() || !Output.isTerminal()) {
      return false;
    }
    long bytes = items.stream().mapToLong(RunCleanup.Item::bytes).sum();
    String what = items.size() == 1 ? "it" : "these " + Problem.count(items.size());
    output.out().print("Remove %s (%s)? [y/N] ".formatted(what, size(bytes)));
    output.out().flush();
    return Optional.ofNullable(System.console())
        .map(Console::readLine)
        .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
        .filter(answer -> answer.equals("y") || answer.equals("yes"))
        .isPresent();
  }

  private boolean isRemoved(RunCleanup.Item item) {
    try {
      RunCleanup.remove(item);
      return true;
    } catch (DataException e) {
      output.err().println(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
