package dev.kern.kernel;

/// Transposition of matrices that are pieces of larger ones.
final class VectorTranspose {
  private static final int TILE = 16;

  /// Rows so far from each other share the same few lines of the first cache, so that a tile of
  /// them can't be read column by column.
  private static final int CLASHING = 1024;

  private VectorTranspose() {}

  /// `y[c * yPitch + r] = x[r * xPitch + c]`, tile by tile, so that both matrices stay in the
  /// cache.
  static void run(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int r = 0; r < rows; r += TILE) {
      int height = Math.min(TILE, rows - r);
      for (int c = 0; c < columns; c += TILE) {
        int width = Math.min(TILE, columns - c);
        int from = xAt + r * xPitch + c;
        int to = yAt + c * yPitch + r;
        if (xPitch % CLASHING == 0) {
          scatter(height, width, x, from, xPitch, y, to, yPitch);
        } else {
          gather(height, width, x, from, xPitch, y, to, yPitch);
        }
      }
    }
  }

  private static void gather(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        y[yAt + c * yPitch + r] = x[xAt + r * xPitch + c];
      }
    }
  }

  private static void scatter(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y[yAt + c * yPitch + r] = x[xAt + r * xPitch + c];
      }
    }
  }
}
