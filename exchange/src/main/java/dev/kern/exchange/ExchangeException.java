package dev.kern.exchange;

import java.util.OptionalInt;

/// Thrown if ranks can't exchange what they have: one is gone, silent, or not one of them. The
/// exchange is closed then.
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int rank;

  ExchangeException(int rank, String message, Throwable cause) {
    super(message, cause);
    this.rank = rank;
  }

  ExchangeException(int rank, String message) {
    super(message);
    this.rank = rank;
  }

  /// The rank that it failed by, if it is known: the one to end before trying again, if it is
  /// silent.
  public OptionalInt rank() {
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
  }
}
