package dev.kern.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many columns the terminal has: what the environment says in `COLUMNS`, else what the
/// terminal says, else 80.
public final class TerminalWidth {
  private static final int USUAL = 80;
  private static final Pattern COLUMNS = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Pattern SIZE = Pattern.compile("[0-9]+ ([1-9][0-9]{0,3})");
  private static final long PATIENCE_MILLIS = 200;

  /// A window may change its size; asking takes milliseconds.
  private static final long EVERY_NANOS = 5_000_000_000L;

  private static int columns;
  private static long asked;

  private TerminalWidth() {}

  /// The number of columns, not older than a few seconds.
  public static synchronized int columns() {
    long now = System.nanoTime();
    if (columns == 0 || now - asked > EVERY_NANOS) {
      columns = of(Optional.ofNullable(System.getenv("COLUMNS")));
      asked = now;
    }
    return columns;
  }

  /// The number of columns.
  ///
  /// @param stated what the environment says
  static int of(Optional<String> stated) {
    return stated
        .filter(text -> COLUMNS.matcher(text).matches())
        .or(TerminalWidth::ask)
        .map(Integer::parseInt)
        .orElse(USUAL);
  }

  /// What the terminal says.
  private static Optional<String> ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return Optional.empty();
      }
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher size = SIZE.matcher(said.strip());
      return size.matches() ? Optional.of(size.group(1)) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // no terminal, or not a Unix
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// A line that fits the terminal.
  public static String cut(String line) {
    return cut(line, columns());
  }

  /// A line that fits so many columns, the last of which stays free: in it, some terminals begin
  /// the next line.
  static String cut(String line, int columns) {
    return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
  }
}
