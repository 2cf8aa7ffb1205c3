package dev.kern.glyph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells faces with letters from faces that draw symbols in their places.
///
/// The mean picture of each letter over all faces is what the letter looks like; a face is taken
/// for a symbol font unless its letters resemble their own means more than two thirds of the
/// others, on average. Scripts and blackletter pass; by chance it would be a half.
final class Likeness {
  private static final int PIXELS = GlyphCrop.SIDE * GlyphCrop.SIDE;

  /// Fewer faces than this have no meaningful mean, and all are taken.
  private static final int ENOUGH = 8;

  private final List<double[]> means = new ArrayList<>();
  private final int faces;

  /// Learns the means.
  ///
  /// @param faces per face and letter the picture, if there is one
  Likeness(List<List<Optional<byte[]>>> faces, int letters) {
    this.faces = faces.size();
    for (int letter = 0; letter < letters; letter++) {
      double[] mean = new double[PIXELS];
      for (List<Optional<byte[]>> face : faces) {
        face.get(letter).ifPresent(picture -> add(mean, picture));
      }
      means.add(centered(mean));
    }
  }

  /// Whether these pictures, one per letter, are of letters.
  boolean isOfLetters(List<Optional<byte[]>> face) {
    if (faces < ENOUGH) {
      return true;
    }
    int compared = 0;
    int closer = 0;
    for (int letter = 0; letter < means.size(); letter++) {
      if (face.get(letter).isPresent()) {
        byte[] picture = face.get(letter).get();
        double own = product(picture, means.get(letter));
        for (double[] mean : means) {
          closer += product(picture, mean) < own ? 1 : 0;
        }
        compared += means.size() - 1;
      }
    }
    return 3 * closer >= 2 * compared;
  }

  private static double product(byte[] picture, double[] mean) {
    double product = 0;
    for (int k = 0; k < PIXELS; k++) {
      product += mean[k] * (picture[k] & 0xff);
    }
    return product;
  }

  private static void add(double[] sum, byte[] picture) {
    for (int k = 0; k < PIXELS; k++) {
      sum[k] += picture[k] & 0xff;
    }
  }

  /// Without its mean, of length one.
  private static double[] centered(double[] picture) {
    double mean = 0;
    for (double pixel : picture) {
      mean += pixel / PIXELS;
    }
    double square = 0;
    for (int k = 0; k < PIXELS; k++) {
      picture[k] -= mean;
      square += picture[k] * picture[k];
    }
    double length = Math.max(Math.sqrt(square), Double.MIN_NORMAL);
    for (int k = 0; k < PIXELS; k++) {
      picture[k] /= length;
    }
    return picture;
  }
}
