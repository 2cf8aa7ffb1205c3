package dev.kern.bench;

/// Whether a peer computes what Kern does, so that times are of the same work.
final class Agreement {
  /// The largest difference, as a part of the largest number: frameworks add in other orders, and
  /// three steps of training carry that on.
  private static final double TOLERANCE = 1e-3;

  private Agreement() {}

  /// Refuses numbers that differ.
  ///
  /// Fails with [IllegalStateException] if there are more or fewer, or some differ by more than a
  /// thousandth of the largest.
  static void expect(String peer, Job job, float[] kern, float[] other) {
    double largest = 0;
    double difference = kern.length == other.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(kern.length, other.length); i++) {
      largest = Math.max(largest, Math.abs(kern[i]));
      difference = Math.max(difference, Math.abs(kern[i] - other[i]));
    }
    // Not a number is no agreement either.
    if (!(difference <= TOLERANCE * largest)) {
      throw new IllegalStateException(
          """
          %s: it computes something else than Kern
            job       %s
            given     %d numbers, the first %s; the largest difference is %.2g
            expected  %d numbers, the first %s, to within %.2g\
          """
              .formatted(
                  peer,
                  job,
                  other.length,
                  other[0],
                  difference,
                  kern.length,
                  kern[0],
                  TOLERANCE * largest));
    }
  }
}
