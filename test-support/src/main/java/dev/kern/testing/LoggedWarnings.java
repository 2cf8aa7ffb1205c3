package dev.kern.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Collects what is logged as a warning or worse, until it is closed.
public final class LoggedWarnings implements AutoCloseable {
  private final Logger root = Logger.getLogger("");
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            messages.add(record.getLoggerName() + ": " + record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LoggedWarnings() {
    root.addHandler(handler);
  }

  /// Collects from now on.
  public static LoggedWarnings collect() {
    return new LoggedWarnings();
  }

  /// What was logged so far.
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    root.removeHandler(handler);
  }
}
