package dev.kern.data;

import java.util.Optional;

/// The mapping of a pixel value from 0 to 255 to a network's input: `(value - center) / span`.
///
/// It belongs to a data set and is stored with every model trained on it, so that images to
/// classify are scaled like the training images. The division is done in double and rounded once,
/// as the course's Python does, so that the same image gives the same bits.
///
/// @param center the value mapped to zero
/// @param span the difference of values mapped to one; not zero
public record Normalization(double center, double span) {
  /// The course's scaling: 0 to 255 becomes -0.5 to 0.5.
  public static final Normalization COURSE = new Normalization(127.5, 255);

  /// 0 to 255 becomes 0 to 1.
  public static final Normalization UNIT = new Normalization(0, 255);

  /// 0 to 255 becomes -1 to 1.
  public static final Normalization SYMMETRIC = new Normalization(127.5, 127.5);

  /// Checks that both are finite and that span isn't zero.
  public Normalization {
    if (!Double.isFinite(center) || !Double.isFinite(span) || span == 0) {
      throw new IllegalArgumentException(
          "center and span are finite and span isn't 0, given center " + center + ", span " + span);
    }
  }

  /// The normalisation most likely used for floats in that range, or empty if none of the three
  /// common ones fits.
  public static Optional<Normalization> guess(float least, float greatest) {
    if (least >= 0 && greatest <= 1) {
      return Optional.of(UNIT);
    }
    if (least >= -0.5f && greatest <= 0.5f) {
      return Optional.of(COURSE);
    }
    return least >= -1 && greatest <= 1 ? Optional.of(SYMMETRIC) : Optional.empty();
  }

  /// The input for a pixel's value.
  public float apply(double value) {
    return (float) ((value - center) / span);
  }

  /// The inputs for the values 0 to 255.
  public float[] table() {
    float[] table = new float[256];
    for (int value = 0; value < table.length; value++) {
      table[value] = apply(value);
    }
    return table;
  }

  /// `(value - 127.5) / 255`.
  @Override
  public String toString() {
    return "(value - " + plain(center) + ") / " + plain(span);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
