package dev.kern.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    })
public final class Kern {
  /// All commands, in the order in which the help shows them.
  private static final List<Class<?>> COMMANDS =
      List.of(
          TrainCommand.class,
          EvaluateCommand.class,
          PredictCommand.class,
          SummaryCommand.class,
          ExplainCommand.class,
          ExportCommand.class,
          DataCommand.class,
          RunsCommand.class,
          BenchCommand.class);

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
    return commandLine(arguments)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .execute(arguments);
  }

  /// The command that is named, or else all: reading the options of all takes a quarter of a
  /// second.
  private static CommandLine commandLine(String... arguments) {
    CommandLine kern = new CommandLine(new Kern());
    List<Class<?>> named = COMMANDS.stream().filter(c -> isNamed(c, arguments)).toList();
    for (Class<?> command : named.isEmpty() ? COMMANDS : named) {
      kern.addSubcommand(command);
    }
    return kern;
  }

  private static boolean isNamed(Class<?> command, String... arguments) {
    return arguments.length > 0 && command.getAnnotation(Command.class).name().equals(arguments[0]);
  }
}
