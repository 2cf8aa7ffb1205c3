package dev.kern.kernel;

/// A value as partial sums, to be added up in order: partial sum `p` begins at element `p * pitch`
/// of the buffer.
public record PartialSums(Buffer buffer, int count, int pitch) {
  /// Element `e` of the total.
  public float sum(int e) {
    float sum = 0;
    for (int p = 0; p < count; p++) {
      sum += buffer.get(e + p * pitch);
    }
    return sum;
  }
}
