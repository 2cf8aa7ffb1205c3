package dev.kern.glyph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells faces of letters from faces that draw symbols instead.
///
/// The mean image of each letter over all faces is what the letter looks like; a face is taken for
/// a symbol font unless its letters resemble their own means more than two thirds of the others, on
/// average. Scripts and blackletter pass; by chance it would be half.
final class Likeness {
  private static final int PIXELS = GlyphCrop.SIDE * GlyphCrop.SIDE;

  /// Fewer faces than this have no meaningful mean, so all are accepted.
  private static final int ENOUGH = 8;

  private final List<double[]> means = new ArrayList<>();
  private final int faces;

  /// Learns the means.
  ///
  /// @param faces per face and letter the image, if there is one
  Likeness(List<List<Optional<byte[]>>> faces, int letters) {
    this.faces = faces.size();
    for (int letter = 0; letter < letters; letter++) {
      double[] mean = new double[PIXELS];
      for (List<Optional<byte[]>> face : faces) {
        face.get(letter).ifPresent(image -> add(mean, image));
      }
      means.add(centered(mean));
    }
  }

  /// Whether these images, one per letter, are of letters.
  boolean isOfLetters(List<Optional<byte[]>> face) {
    if (faces < ENOUGH) {
      return true;
    }
    int compared = 0;
    int closer = 0;
    for (int letter = 0; letter < means.size(); letter++) {
      if (face.get(letter).isPresent()) {
        byte[] image = face.get(letter).get();
        double own = product(image, means.get(letter));
        for (double[] mean : means) {
          closer += product(image, mean) < own ? 1 : 0;
        }
        compared += means.size() - 1;
      }
    }
    return 3 * closer >= 2 * compared;
  }

  private static double product(byte[] image, double[] mean) {
    double product = 0;
    for (int k = 0; k < PIXELS; k++) {
      product += mean[k] * (image[k] & 0xff);
    }
    return product;
  }

  private static void add(double[] sum, byte[] image) {
    for (int k = 0; k < PIXELS; k++) {
      sum[k] += image[k] & 0xff;
    }
  }

  /// Without its mean, of length one.
  private static double[] centered(double[] image) {
    double mean = 0;
    for (double pixel : image) {
      mean += pixel / PIXELS;
    }
    double square = 0;
    for (int k = 0; k < PIXELS; k++) {
      image[k] -= mean;
      square += image[k] * image[k];
    }
    double length = Math.max(Math.sqrt(square), Double.MIN_NORMAL);
    for (int k = 0; k < PIXELS; k++) {
      image[k] /= length;
    }
    return image;
  }
}
