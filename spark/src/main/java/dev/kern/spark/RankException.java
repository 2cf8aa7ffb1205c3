package dev.kern.spark;

import dev.kern.exchange.ExchangeException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why a rank of a training on several executors ended, for the driver: Spark tells it of a failed
/// task as text.
final class RankException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Pattern TOLD =
      Pattern.compile(
          Pattern.quote(RankException.class.getName())
              + ": (\\w+) (\\S+): (.*?)(?=\\n\\s*at |\\nCaused by|\\z)",
          Pattern.DOTALL);

  /// What follows from it.
  enum Kind {
    /// Another try may help: a rank is gone.
    AGAIN,
    /// The executor doesn't answer: it must be ended before another try.
    SILENT,
    /// No try can help, such as wrong settings or a loss that isn't finite.
    LAST
  }

  /// What a failed task said.
  ///
  /// @param executor the one that is silent, else the one that tells
  record Told(Kind kind, String executor, String message) {}

  RankException(Kind kind, String executor, RuntimeException cause) {
    super("%s %s: %s".formatted(kind, executor, cause.getMessage()), cause);
  }

  /// What an exchange's failure means.
  ///
  /// @param own this rank's executor
  /// @param executors those of all ranks
  static RankException of(ExchangeException e, String own, List<String> executors) {
    if (e.isRefusal()) {
      return new RankException(Kind.LAST, own, e);
    }
    return e.isSilence() && e.rank().isPresent()
        ? new RankException(Kind.SILENT, executors.get(e.rank().getAsInt()), e)
        : new RankException(Kind.AGAIN, own, e);
  }

  /// Finds it in the text of a failed job; empty if the job failed by something else.
  static Optional<Told> find(String text) {
    Matcher told = TOLD.matcher(text);
    return told.find()
        ? Optional.of(new Told(Kind.valueOf(told.group(1)), told.group(2), told.group(3)))
        : Optional.empty();
  }
}
