package dev.kern.weights;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Numbers that look random, the same in Java and in the script that asked other programs.
final class Noise {
  private static final double TWO_32 = 0x1p32;

  private Noise() {}

  /// A number from -0.5 to 0.5: a hash of a name and a place.
  static double at(String name, int place) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return at((int) sum.getValue(), place);
  }

  private static double at(int seed, int place) {
    int hash = place * 0x9e3779b1 + seed;
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    return Integer.toUnsignedLong(hash) / TWO_32 - 0.5;
  }

  /// The value of an array of PyTorch's, of a size that its kind has in a trained network.
  static Tensor weights(String name, int... shape) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    double spread = Math.sqrt(24.0 / Math.max(1, values.length / Math.max(1, shape[0])));
    for (int i = 0; i < values.length; i++) {
      double u = at((int) sum.getValue(), i);
      values[i] =
          (float)
              (name.endsWith("running_var")
                  ? 1 + u * 0.5
                  : name.endsWith("running_mean")
                      ? u * 0.2
                      : name.endsWith("layer_scale") || name.endsWith("gamma")
                          ? 0.5 + u * 0.5
                          : shape.length > 1
                              ? u * spread
                              : name.endsWith("weight") ? 1 + u * 0.2 : u * 0.1);
    }
    return Tensor.of(Shape.of(shape), values);
  }

  /// Images, one behind the other, `[count, height, width, channels]`.
  static float[] images(int size) {
    float[] pixels = new float[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (float) (at("image", i) * 2);
    }
    return pixels;
  }
}
