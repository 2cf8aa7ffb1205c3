package dev.kern.data.check;

import dev.kern.data.ImageShape;
import java.util.Arrays;

/// An image in 64 bytes: the means of the 8 x 8 parts of it, over all channels, in units of its own
/// contrast.
///
/// With `m` and `s` the mean and the standard deviation of all values, a part of mean `p` becomes
/// `(p - m) / s`, in sixteenths. For images whose values correlate at `r`, the root of the mean
/// square of the differences is `sqrt(2 - 2 r)` between the values, and not more than that between
/// parts of the same size: who isn't near here isn't near at all.
final class ImageSignature {
  /// Parts along a side.
  static final int SIDE = 8;

  /// Bytes of a signature.
  static final int SIZE = SIDE * SIDE;

  /// What a difference of one standard deviation is in a signature.
  static final int UNIT = 16;

  private static final double LEAST_DEVIATION = 1e-6;

  private final int[] partOf; // of each value
  private final double[] share = new double[SIZE]; // one over the values of each part
  private final double[] sums = new double[SIZE];

  /// For images of that shape.
  ImageSignature(ImageShape shape) {
    partOf = new int[shape.size()];
    int[] counts = new int[SIZE];
    for (int i = 0; i < partOf.length; i++) {
      int pixel = Math.floorDiv(i, shape.channels());
      int row = Math.floorDiv(Math.floorDiv(pixel, shape.width()) * SIDE, shape.height());
      int column = Math.floorDiv(pixel % shape.width() * SIDE, shape.width());
      partOf[i] = row * SIDE + column;
      counts[partOf[i]]++;
    }
    for (int part = 0; part < SIZE; part++) {
      share[part] = counts[part] == 0 ? 0 : 1.0 / counts[part]; // of small images, some are empty
    }
  }

  /// Writes an image's signature to `into`, from `at` on; false if the image is constant, or so
  /// nearly that it has no contrast to speak of.
  boolean write(float[] image, byte[] into, int at) {
    double sum = 0;
    double squares = 0;
    for (float value : image) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / image.length;
    double deviation = Math.sqrt(Math.max(0, squares / image.length - mean * mean));
    if (deviation < LEAST_DEVIATION * Math.max(1, Math.abs(mean))) {
      return false;
    }
    Arrays.fill(sums, 0);
    for (int i = 0; i < image.length; i++) {
      sums[partOf[i]] += image[i];
    }
    for (int part = 0; part < SIZE; part++) {
      double level = share[part] == 0 ? 0 : (sums[part] * share[part] - mean) / deviation;
      into[at + part] = (byte) Math.clamp(Math.round(UNIT * level), -127, 127);
    }
    return true;
  }

  /// The sum of the squares of the differences of two signatures, or any greater number than `most`
  /// if it is more than that.
  static int distance(byte[] signatures, int one, int other, int most) {
    int sum = 0;
    for (int from = 0; from < SIZE && sum <= most; from += SIDE) {
      for (int i = from; i < from + SIDE; i++) {
        int difference = signatures[one + i] - signatures[other + i];
        sum += difference * difference;
      }
    }
    return sum;
  }
}
