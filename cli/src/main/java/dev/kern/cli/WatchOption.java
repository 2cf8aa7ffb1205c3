package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.watch.LivePage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;

/// `--watch [PORT]`: a live page on what is trained.
///
/// @param port the one that was named; empty for the usual one or, if that is in use, another
record WatchOption(OptionalInt port) {
  /// What stands for no port.
  static final String USUAL = "usual";

  private static final int HIGHEST = 65_535;

  /// Reads the option.
  static final class Converter implements ITypeConverter<WatchOption> {
    @Override
    public WatchOption convert(String text) {
      return new WatchOption(
          text.equals(USUAL) ? OptionalInt.empty() : OptionalInt.of(port("--watch", text)));
    }
  }

  /// A port as text.
  ///
  /// Fails with [IllegalArgumentException] if it is none.
  ///
  /// @param option what it was given to
  static int port(String option, String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > HIGHEST) {
      throw new IllegalArgumentException(
          """
          %s: not a port: '%s'
            expected  a number from 1 to %d, or 0 for any port that is free
            fix       %s %d; what isn't a port goes before %s\
          """
              .formatted(option, text, HIGHEST, option, LivePage.USUAL_PORT, option));
    }
    return Integer.parseInt(text);
  }

  /// Opens the page and says where it is: on standard output, unless that is kept for results.
  ///
  /// Fails with `DataException` if the port that was named is in use.
  ///
  /// @param runs the folder of other runs
  LivePage open(Path runs, Output output) {
    LivePage.Builder builder = LivePage.builder(runs).trial(new RunTrial());
    port.ifPresent(builder::port);
    LivePage page = builder.start();
    PrintWriter out = output.talks() ? output.out() : output.err();
    out.println("Live page: " + page.address());
    out.flush();
    return page;
  }
}
