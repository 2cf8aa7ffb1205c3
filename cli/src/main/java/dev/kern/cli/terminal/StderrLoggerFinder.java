package dev.kern.cli.terminal;

import dev.kern.data.file.PlainText;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Prints warnings of libraries and the JDK on standard error, one line each, without stack traces;
/// Kern's own are notes, as those of its commands. Lower levels are dropped.
///
/// Java finds it as a service. Without it, `java.util.logging` would print each warning in two
/// lines, with the time and a method of Kern's in the first.
public final class StderrLoggerFinder extends System.LoggerFinder {
  private static final String OWN = "dev.kern";

  /// For the service loader.
  public StderrLoggerFinder() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Notice(name);
  }

  private record Notice(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.compareTo(Level.WARNING) >= 0;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        TerminalWriter.wipeAny();
        String title = name.equals(OWN) ? "note: " : "kern: ";
        System.err.println(PlainText.of(title + message + (thrown == null ? "" : ": " + thrown)));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      boolean filled = format != null && parameters != null && parameters.length > 0;
      log(
          level,
          bundle,
          filled ? MessageFormat.format(format, parameters) : format,
          (Throwable) null);
    }
  }
}
