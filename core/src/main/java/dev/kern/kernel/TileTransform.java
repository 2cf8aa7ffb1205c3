package dev.kern.kernel;

/// A [TransformPattern] over all channels, a vector of them at a time; the last one overlaps the
/// one before where channels don't fill vectors.
record TileTransform(Kernel kernel, int channels, int lanes) {
  static TileTransform of(TransformPattern pattern, int channels, Specialiser specialiser) {
    return new TileTransform(specialiser.kernel(pattern), channels, pattern.lanes());
  }

  /// Transforms `n` tiles; `w` is scratch memory.
  void run(int n, float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    run(n, x, xAt, w, wAt, y, yAt, w, wAt, w, wAt);
  }

  /// Transforms `n` tiles, adds a bias and stores a trace.
  void run(
      int n,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      float[] b,
      int bAt,
      float[] t,
      int tAt) {
    for (int from = 0; from < channels; from += lanes) {
      int c = Math.min(from, channels - lanes);
      kernel.run(n, x, xAt + c, w, wAt, y, yAt + c, b, bAt + c, t, tAt + c);
    }
  }
}
