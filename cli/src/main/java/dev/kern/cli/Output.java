package dev.kern.cli;

import dev.kern.train.RunJson;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Options of all commands: what they print, and how much of it.
final class Output {
  @Option(names = "--json", description = "prints what a program reads, one JSON object per line")
  private boolean json;

  @Option(names = "--quiet", description = "prints nothing but results and errors")
  private boolean quiet;

  @Option(names = "--debug", description = "shows where in Kern an error arose")
  private boolean debug;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  /// Whether a program reads.
  boolean json() {
    return json;
  }

  /// Whether to show how it goes, to a person.
  boolean talks() {
    return !json && !quiet;
  }

  /// Whether to show where in Kern an error arose.
  boolean debug() {
    return debug;
  }

  /// Where results go.
  PrintWriter out() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return command.commandLine().getOut();
  }

  /// Where what isn't a result goes.
  PrintWriter err() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return command.commandLine().getErr();
  }

  /// Prints an object for a program.
  void line(Object value) {
    out().println(RunJson.line(value));
  }

  /// Whether standard output and input are a terminal.
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
