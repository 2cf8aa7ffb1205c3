package dev.kern.kernel;

/// Transposition of matrices that are pieces of larger ones.
final class VectorTranspose {
  private static final int TILE = 16;

  private VectorTranspose() {}

  /// `y[c * yPitch + r] = x[r * xPitch + c]`, tile by tile, so that both matrices stay in the
  /// cache.
  static void run(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int r = 0; r < rows; r += TILE) {
      int height = Math.min(TILE, rows - r);
      for (int c = 0; c < columns; c += TILE) {
        int width = Math.min(TILE, columns - c);
        tile(height, width, x, xAt + r * xPitch + c, xPitch, y, yAt + c * yPitch + r, yPitch);
      }
    }
  }

  private static void tile(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        y[yAt + c * yPitch + r] = x[xAt + r * xPitch + c];
      }
    }
  }
}
