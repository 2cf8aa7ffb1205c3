package dev.kern.run;

/// Thrown before something is allocated that can't fit into the Java heap; the message says how
/// much is needed, how much there is, and what helps.
///
/// ```
/// plan of 'logits': not enough memory
///   given     13,120 MiB, the memory of one run
///   expected  at most 5,602 MiB, what is free of the Java heap of 6,016 MiB
///   fix       use a smaller batch or smaller images, or raise the limit of the heap (-Xmx)
/// ```
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long needed;
  private final long available;

  InsufficientMemoryException(String message, long needed, long available) {
    super(message);
    this.needed = needed;
    this.available = available;
  }

  /// How many bytes were asked for.
  public long needed() {
    return needed;
  }

  /// How many bytes there were.
  public long available() {
    return available;
  }
}
