package dev.kern.data.augment;

import dev.kern.data.ImageShape;

/// Maps each pixel of the warped image to its source position: an affine map about the image's
/// centre, optionally with a displacement field on top.
///
/// `(row, column) of the source = A * (row, column) + b + field(row, column)`, all relative to the
/// centre. Reused from image to image; allocates nothing once created.
final class Warp {
  /// Enough for full precision at angles up to half a turn.
  private static final int TERMS = 30;

  private final int height;
  private final int width;
  private final int channels;
  private final float middleRow;
  private final float middleColumn;
  private final float[] rows;
  private final float[] columns;
  private final DisplacementField field;
  private final SourceImage source;

  private double rowByRow;
  private double rowByColumn;
  private double columnByRow;
  private double columnByColumn;
  private double row;
  private double column;
  private boolean moves;
  private boolean bends;

  Warp(ImageShape shape) {
    height = shape.height();
    width = shape.width();
    channels = shape.channels();
    middleRow = (height - 1) / 2f;
    middleColumn = (width - 1) / 2f;
    rows = new float[width];
    columns = new float[width];
    field = new DisplacementField(height, width);
    source = new SourceImage(shape);
  }

  /// Resets to the identity.
  void reset() {
    rowByRow = 1;
    rowByColumn = 0;
    columnByRow = 0;
    columnByColumn = 1;
    row = 0;
    column = 0;
    moves = false;
    bends = false;
  }

  /// A step added to the warp so far, of random strength.
  interface Move {
    /// Adds the step to the warp.
    void add(Warp warp, ImageRandom random);

    /// The step of an augmentation. The switch runs once and not for each image, since a pattern
    /// switch allocates a few bytes.
    static Move of(Geometric change) {
      return switch (change) {
        case Shift(double pixels) ->
            (warp, random) -> warp.shift(pixels * random.either(), pixels * random.either());
        case Rotate(double degrees) ->
            (warp, random) -> warp.turn(StrictMath.toRadians(degrees) * random.either());
        case Zoom(double part) ->
            (warp, random) -> {
              double factor = random.factor(part);
              warp.map(1 / factor, 0, 0, 1 / factor);
            };
        case Stretch(double part) ->
            (warp, random) -> {
              double factor = StrictMath.sqrt(random.factor(part));
              warp.map(factor, 0, 0, 1 / factor);
            };
        case Shear(double part) -> (warp, random) -> warp.map(1, 0, part * random.either(), 1);
        case Flip(double chance) ->
            (warp, random) -> {
              if (random.happens(chance)) {
                warp.map(1, 0, 0, -1);
              }
            };
        case Elastic elastic -> (warp, random) -> warp.bend(elastic, random);
      };
    }
  }

  private void bend(Elastic elastic, ImageRandom random) {
    field.draw(elastic, random);
    bends = true;
    moves = true;
  }

  /// Sine and cosine from their Taylor series, since the JDK's functions allocate.
  private void turn(double angle) {
    double sin = 0;
    double cos = 0;
    double term = 1;
    for (int n = 0; n < TERMS; n += 2) {
      cos += term;
      term *= angle / (n + 1);
      sin += term;
      term *= -angle / (n + 2);
    }
    map(cos, -sin, sin, cos);
  }

  private void shift(double rows, double columns) {
    row -= rowByRow * rows + rowByColumn * columns;
    column -= columnByRow * rows + columnByColumn * columns;
    moves = true;
  }

  /// `A = A * M`: the new step applies to the result of the earlier ones, so the way back to the
  /// source undoes it first.
  private void map(double mRowByRow, double mRowByColumn, double mColumnByRow, double mColumn) {
    double a = rowByRow * mRowByRow + rowByColumn * mColumnByRow;
    double b = rowByRow * mRowByColumn + rowByColumn * mColumn;
    double c = columnByRow * mRowByRow + columnByColumn * mColumnByRow;
    double d = columnByRow * mRowByColumn + columnByColumn * mColumn;
    rowByRow = a;
    rowByColumn = b;
    columnByRow = c;
    columnByColumn = d;
    moves = true;
  }

  /// Whether the warp moves any pixel.
  boolean moves() {
    return moves;
  }

  /// Warps the image at `pixels[at...]` in place.
  void apply(float[] pixels, int at) {
    source.take(pixels, at);
    float stepRow = (float) rowByColumn;
    float stepColumn = (float) columnByColumn;
    for (int i = 0; i < height; i++) {
      double down = i - middleRow;
      float startRow = (float) (middleRow + row + rowByRow * down - rowByColumn * middleColumn);
      float startColumn =
          (float) (middleColumn + column + columnByRow * down - columnByColumn * middleColumn);
      for (int j = 0; j < width; j++) {
        rows[j] = startRow + stepRow * j;
        columns[j] = startColumn + stepColumn * j;
      }
      if (bends) {
        field.add(i, rows, columns);
      }
      source.sample(rows, columns, pixels, at + i * width * channels);
    }
  }
}
