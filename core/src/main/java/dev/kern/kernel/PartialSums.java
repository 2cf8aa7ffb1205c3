package dev.kern.kernel;

/// A value in parts to be added up, in that order: part `p` begins at `p * pitch` of the buffer.
public record PartialSums(Buffer buffer, int count, int pitch) {
  /// Element `e` of the sum.
  public float sum(int e) {
    float sum = 0;
    for (int p = 0; p < count; p++) {
      sum += buffer.get(e + p * pitch);
    }
    return sum;
  }
}
