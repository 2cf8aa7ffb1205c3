package dev.kern.data.augment;

/// The displacements of an [Elastic] augmentation: a grid of random arrows, and the cubic B-spline
/// through it.
///
/// A spline's weights are positive and add up to 1, so that no pixel moves further than the longest
/// arrow. Reused from image to image; allocates only when the spacing changes.
final class DisplacementField {
  private final int height;
  private final int width;
  private final int[] firsts;
  private final float[] weights;
  private double spacing;
  private float[] arrows = {};
  private float[][] byRow = {};
  private float[][] byColumn = {};

  DisplacementField(int height, int width) {
    this.height = height;
    this.width = width;
    int pixels = Math.max(height, width);
    this.firsts = new int[pixels];
    this.weights = new float[4 * pixels];
  }

  /// Draws the arrows, and evaluates splines along each line of the grid.
  void draw(Elastic elastic, ImageRandom random) {
    if (spacing != elastic.spacing()) {
      lay(elastic.spacing());
    }
    for (int k = 0; k < byRow.length; k++) {
      draw(elastic.pixels(), random, byRow[k]);
      draw(elastic.pixels(), random, byColumn[k]);
    }
  }

  private void draw(double pixels, ImageRandom random, float[] line) {
    for (int k = 0; k < arrows.length; k++) {
      arrows[k] = (float) (pixels * random.either());
    }
    for (int j = 0; j < width; j++) {
      int first = firsts[j];
      int w = 4 * j;
      line[j] =
          weights[w] * arrows[first]
              + weights[w + 1] * arrows[first + 1]
              + weights[w + 2] * arrows[first + 2]
              + weights[w + 3] * arrows[first + 3];
    }
  }

  /// Lays out a grid, and computes the four grid lines around each pixel and their spline weights.
  private void lay(double distance) {
    spacing = distance;
    int down = (int) ((height - 1) / spacing) + 4;
    arrows = new float[(int) ((width - 1) / spacing) + 4];
    byRow = new float[down][width];
    byColumn = new float[down][width];
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

  /// Adds the displacements of row `i` of the image to the source positions of its pixels.
  void add(int i, float[] rows, float[] columns) {
    run(i, byRow, rows);
    run(i, byColumn, columns);
  }

  /// Evaluates splines across the lines of the grid. Each line is a separate array, so that the
  /// just-in-time compiler knows that they don't overlap and vectorises the loop.
  private void run(int i, float[][] lines, float[] places) {
    float[] first = lines[firsts[i]];
    float[] second = lines[firsts[i] + 1];
    float[] third = lines[firsts[i] + 2];
    float[] fourth = lines[firsts[i] + 3];
    float a = weights[4 * i];
    float b = weights[4 * i + 1];
    float c = weights[4 * i + 2];
    float d = weights[4 * i + 3];
    for (int j = 0; j < width; j++) {
      places[j] += a * first[j] + b * second[j] + c * third[j] + d * fourth[j];
    }
  }
}
