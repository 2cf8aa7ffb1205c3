package dev.kern.data.augment;

/// Displacements of an [Elastic] change: a grid of random arrows, and the cubic B-spline through
/// it.
///
/// A spline's weights are positive and add up to 1, so that no pixel moves further than the longest
/// arrow. Reused from picture to picture; allocates only when another spacing is asked for.
final class Field {
  private final int height;
  private final int width;
  private final float[] rows;
  private final float[] columns;
  private final int[] firsts;
  private final float[] weights;
  private double spacing;
  private int across;
  private float[] rowArrows = {};
  private float[] columnArrows = {};
  private float[] rowLine = {};
  private float[] columnLine = {};

  Field(int height, int width) {
    this.height = height;
    this.width = width;
    this.rows = new float[width];
    this.columns = new float[width];
    int pixels = Math.max(height, width);
    this.firsts = new int[pixels];
    this.weights = new float[4 * pixels];
  }

  /// Draws the arrows.
  void draw(Elastic elastic, Dice dice) {
    if (spacing != elastic.spacing()) {
      lay(elastic.spacing());
    }
    for (int k = 0; k < rowArrows.length; k++) {
      rowArrows[k] = (float) (elastic.pixels() * dice.either());
      columnArrows[k] = (float) (elastic.pixels() * dice.either());
    }
  }

  /// Lays out a grid, and computes which four of its lines each pixel lies between, and how near.
  private void lay(double distance) {
    spacing = distance;
    int down = (int) ((height - 1) / spacing) + 4;
    across = (int) ((width - 1) / spacing) + 4;
    rowArrows = new float[down * across];
    columnArrows = new float[down * across];
    rowLine = new float[across];
    columnLine = new float[across];
    for (int pixel = 0; pixel < firsts.length; pixel++) {
      double place = pixel / spacing;
      firsts[pixel] = (int) place;
      float t = (float) (place - firsts[pixel]);
      float s = 1 - t;
      weights[4 * pixel] = s * s * s / 6;
      weights[4 * pixel + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
      weights[4 * pixel + 2] = (3 * s * s * s - 6 * s * s + 4) / 6;
      weights[4 * pixel + 3] = t * t * t / 6;
    }
  }

  /// Computes the displacements of a line of pixels, for [#rows] and [#columns].
  void line(int i) {
    for (int k = 0; k < across; k++) {
      int at = firsts[i] * across + k;
      rowLine[k] = between(rowArrows, at, across, i);
      columnLine[k] = between(columnArrows, at, across, i);
    }
    for (int j = 0; j < width; j++) {
      rows[j] = between(rowLine, firsts[j], 1, j);
      columns[j] = between(columnLine, firsts[j], 1, j);
    }
  }

  private float between(float[] arrows, int at, int pitch, int pixel) {
    int w = 4 * pixel;
    return weights[w] * arrows[at]
        + weights[w + 1] * arrows[at + pitch]
        + weights[w + 2] * arrows[at + 2 * pitch]
        + weights[w + 3] * arrows[at + 3 * pitch];
  }

  /// How many rows further down each pixel of the line is taken from.
  float[] rows() {
    return rows;
  }

  /// How many columns further right each pixel of the line is taken from.
  float[] columns() {
    return columns;
  }
}
