package dev.kern.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `kern`, parent of all others.
@Command(
    name = "kern",
    version = "kern 0.1.0-SNAPSHOT",
    description = "Trains, inspects and runs convolutional networks, in pure Java.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status: 0 all is well, 1 it failed, 2 bad input or usage.",
      "Begin with: kern train --data notMNIST.pickle.gz"
    },
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      DataCommand.class,
      RunsCommand.class,
      BenchCommand.class
    })
public final class Kern {
  private Kern() {}

  /// Runs one command and exits with its status: 0, 1 (it failed) or 2 (bad input or usage).
  public static void main(String[] arguments) {
    StandardError.restore();
    Locale.setDefault(Locale.ROOT);
    int status =
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(status);
  }

  /// Runs one command and gives its exit status.
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Failures failures = new Failures();
    return new CommandLine(new Kern())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .execute(arguments);
  }
}
