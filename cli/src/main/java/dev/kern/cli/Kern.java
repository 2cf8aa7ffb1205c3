package dev.kern.cli;

import dev.kern.data.file.DataException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `kern`, parent of all others.
@Command(
    name = "kern",
    version = "kern 0.1.0-SNAPSHOT",
    description = "Trains and runs convolutional networks.",
    mixinStandardHelpOptions = true,
    subcommands = {TrainCommand.class, BenchCommand.class})
public final class Kern {
  private Kern() {}

  /// Runs one command and exits with its status: 0, 1 (it failed) or 2 (bad input or usage).
  public static void main(String[] arguments) {
    StandardError.restore();
    System.exit(run(arguments));
  }

  /// Runs one command and gives its exit status.
  static int run(String... arguments) {
    return new CommandLine(new Kern())
        .setExecutionExceptionHandler(
            (error, command, parsed) -> {
              boolean input =
                  error instanceof DataException || error instanceof IllegalArgumentException;
              String message = error.getMessage();
              command.getErr().println(message == null ? error.toString() : message);
              return input ? 2 : 1;
            })
        .execute(arguments);
  }
}
