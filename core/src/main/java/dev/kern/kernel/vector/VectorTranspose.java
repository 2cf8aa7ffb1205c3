package dev.kern.kernel.vector;

import dev.kern.kernel.Buffer;

/// Transposes matrices that are parts of larger ones.
public final class VectorTranspose {
  private static final int TILE = 16;

  /// Rows this far apart share the same few sets of the L1 cache, so that a tile of them can't be
  /// read column by column.
  private static final int CLASHING = 1024;

  private VectorTranspose() {}

  /// `y[yFrom + c * yPitch + r] = x[xFrom + r * xPitch + c]`, tile by tile, so that both matrices
  /// stay in the cache.
  public static void run(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    for (int r = 0; r < rows; r += TILE) {
      int height = Math.min(TILE, rows - r);
      for (int c = 0; c < columns; c += TILE) {
        int width = Math.min(TILE, columns - c);
        int from = xFrom + r * xPitch + c;
        int to = yFrom + c * yPitch + r;
        if (xPitch % CLASHING == 0) {
          scatter(height, width, x, from, xPitch, y, to, yPitch);
        } else {
          gather(height, width, x, from, xPitch, y, to, yPitch);
        }
      }
    }
  }

  private static void gather(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        y.set(yFrom + c * yPitch + r, x.get(xFrom + r * xPitch + c));
      }
    }
  }

  private static void scatter(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y.set(yFrom + c * yPitch + r, x.get(xFrom + r * xPitch + c));
      }
    }
  }
}
