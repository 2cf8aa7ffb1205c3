package dev.kern.web;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps what Helidon says at each start and stop out of the log of `java.util.logging`, which
/// prints it by default.
final class QuietLibrary {
  /// Held, because the log manager forgets loggers that nobody holds, with their levels.
  private static final List<Logger> TALKATIVE =
      List.of(
          Logger.getLogger("io.helidon.common.features.HelidonFeatures"),
          Logger.getLogger("io.helidon.webserver.LoomServer"),
          Logger.getLogger("io.helidon.webserver.ServerListener"));

  private QuietLibrary() {}

  /// Lets through only warnings, unless the program has set a level for Helidon.
  static void hush() {
    for (Logger logger : TALKATIVE) {
      if (!isConfigured(logger)) {
        logger.setLevel(Level.WARNING);
      }
    }
  }

  private static boolean isConfigured(Logger logger) {
    for (Logger l = logger; l.getParent() != null; l = l.getParent()) {
      if (l.getLevel() != null) {
        return true;
      }
    }
    return false;
  }
}
