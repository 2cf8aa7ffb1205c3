package dev.kern.exchange;

import java.util.OptionalInt;

/// Thrown if ranks can't exchange what they have: one is gone, silent, or not one of them. The
/// exchange is closed then.
public final class ExchangeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// What is wrong with the rank that it failed by.
  enum Fault {
    GONE,
    SILENT,
    DIFFERENT
  }

  private final int rank;
  private final Fault fault;

  ExchangeException(Fault fault, int rank, String message) {
    super(message);
    this.fault = fault;
    this.rank = rank;
  }

  ExchangeException(Fault fault, int rank, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
    this.rank = rank;
  }

  ExchangeException(int rank, String message, Throwable cause) {
    this(Fault.GONE, rank, message, cause);
  }

  ExchangeException(int rank, String message) {
    this(Fault.GONE, rank, message);
  }

  /// The rank that it failed by, if it is known: the one to end before trying again, if it is
  /// silent.
  public OptionalInt rank() {
    return rank < 0 ? OptionalInt.empty() : OptionalInt.of(rank);
  }

  /// Whether the rank didn't answer in time: it may be frozen, and must be ended before another
  /// try.
  public boolean isSilence() {
    return fault == Fault.SILENT;
  }

  /// Whether the rank has another version, other settings or other data, so that another try can't
  /// help.
  public boolean isRefusal() {
    return fault == Fault.DIFFERENT;
  }
}
