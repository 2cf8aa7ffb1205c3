package dev.kern.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `kern`, parent of all others.
@Command(
    name = "kern",
    version = "kern 0.1.0-SNAPSHOT",
    description = "Trains and runs convolutional networks.",
    mixinStandardHelpOptions = true)
public final class Kern {
  private Kern() {}

  /// Runs one command and exits with its status: 0, 1 (it failed) or 2 (bad input or usage).
  public static void main(String[] arguments) {
    StandardError.restore();
    System.exit(new CommandLine(new Kern()).execute(arguments));
  }
}
