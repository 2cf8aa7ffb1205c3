package dev.kern.cli.terminal;

import dev.kern.train.RunJson;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Options of all commands: what they print.
public final class Output {
  @Option(names = "--json", description = "print JSON, one object per line")
  private boolean json;

  @Option(names = "--quiet", description = "print only results and errors")
  private boolean quiet;

  @Option(names = "--debug", description = "print stack traces")
  private boolean debug;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec command;

  /// Whether to print JSON.
  public boolean json() {
    return json;
  }

  /// Whether to print progress and notes, for people.
  public boolean talks() {
    return !json && !quiet;
  }

  /// Whether to print stack traces.
  public boolean debug() {
    return debug;
  }

  /// The command that these are options of.
  public CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return command;
  }

  /// Where results go.
  public PrintWriter out() {
    return command().commandLine().getOut();
  }

  /// Where notes, warnings and errors go.
  public TerminalWriter err() {
    return (TerminalWriter) command().commandLine().getErr();
  }

  /// Prints an object as JSON.
  public void line(Object value) {
    out().println(RunJson.line(value));
  }

  /// How many columns there are to print tables in: those of the terminal, or any number without
  /// one.
  public static int columns() {
    return isTerminal() ? TerminalWidth.columns() : Integer.MAX_VALUE;
  }

  /// Whether standard output and input are a terminal.
  public static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
