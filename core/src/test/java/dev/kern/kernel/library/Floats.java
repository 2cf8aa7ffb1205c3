package dev.kern.kernel.library;

import dev.kern.kernel.Buffer;
import java.util.Arrays;
import java.util.Random;

/// Test arrays: seeded noise with a margin of NaN on both sides, so that a read or write outside of
/// the tensor shows.
final class Floats {
  /// Where every test tensor begins in its array.
  static final int AT = 37;

  private static final int MARGIN = 64;

  private Floats() {}

  /// `n` normal deviates from [#AT] on.
  static float[] noise(int n, long seed) {
    float[] a = blank(n);
    Random random = new Random(seed);
    for (int e = 0; e < n; e++) {
      a[AT + e] = (float) random.nextGaussian();
    }
    return a;
  }

  /// Room for `n` floats from [#AT] on, NaN everywhere.
  static float[] blank(int n) {
    float[] a = new float[AT + n + MARGIN];
    Arrays.fill(a, Float.NaN);
    return a;
  }

  /// The tensor in a test array.
  static Buffer at(float[] a) {
    return Buffer.of(a, AT);
  }

  /// The tensor alone.
  static float[] core(float[] a) {
    return Arrays.copyOfRange(a, AT, a.length - MARGIN);
  }

  /// Whether nothing was written outside of the tensor.
  static boolean marginIsWhole(float[] a) {
    for (int e = 0; e < a.length; e++) {
      if ((e < AT || e >= a.length - MARGIN) && !Float.isNaN(a[e])) {
        return false;
      }
    }
    return true;
  }
}
