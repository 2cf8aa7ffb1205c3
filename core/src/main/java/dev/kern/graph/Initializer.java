package dev.kern.graph;

import dev.kern.math.CustomName;
import dev.kern.math.Randomness;
import java.util.Arrays;

/// The initial values of a variable: a function of its shape and a key, so that the same seed gives
/// the same weights.
///
/// `fanIn` is the number of inputs that each output of the layer sums over: the product of all
/// extents of the weights but the last. `fanOut` is the last extent times the number of pixels in
/// the window.
public sealed interface Initializer {
  /// Writes the initial values of a variable of shape `shape` to `into`, starting at `at`.
  ///
  /// @param key the randomness of this variable
  void fill(Shape shape, long key, float[] into, int at);

  /// The same value everywhere.
  record Filled(double value) implements Initializer {
    @Override
    public void fill(Shape shape, long key, float[] into, int at) {
      Arrays.fill(into, at, at + shape.size(), (float) value);
    }
  }

  /// Normally distributed around 0; as in TensorFlow's `truncated_normal`, values beyond two
  /// standard deviations are drawn again. The result has a standard deviation of `0.8796 *
  /// deviation`.
  record TruncatedNormal(double deviation) implements Initializer {
    @Override
    public void fill(Shape shape, long key, float[] into, int at) {
      long draw = 0;
      for (int i = 0; i < shape.size(); i++) {
        double z;
        do {
          z = normal(key, draw++);
        } while (Math.abs(z) >= 2);
        into[at + i] = (float) (z * deviation);
      }
    }
  }

  /// Uniform in `±sqrt(6 / (fanIn + fanOut))`. Source: Glorot and Bengio 2010.
  record GlorotUniform() implements Initializer {
    @Override
    public void fill(Shape shape, long key, float[] into, int at) {
      double limit = Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)));
      for (int i = 0; i < shape.size(); i++) {
        into[at + i] = (float) ((2 * Randomness.uniformDouble(key, i) - 1) * limit);
      }
    }
  }

  /// Normal with deviation `sqrt(2 / fanIn)`, which preserves the variance after a relu. Source: He
  /// et al. 2015.
  record HeNormal() implements Initializer {
    @Override
    public void fill(Shape shape, long key, float[] into, int at) {
      double deviation = Math.sqrt(2.0 / fanIn(shape));
      for (int i = 0; i < shape.size(); i++) {
        into[at + i] = (float) (normal(key, i) * deviation);
      }
    }
  }

  /// A custom initialiser, which files refer to by name; see [Initializer#of].
  ///
  /// @param name its name in files
  /// @param values computes the values
  record Custom(String name, Values values) implements Initializer {
    /// Fails with [IllegalArgumentException] if the name is blank.
    public Custom {
      CustomName.expect(name, "initialiser", "orthogonal");
    }

    @Override
    public void fill(Shape shape, long key, float[] into, int at) {
      float[] first = values.of(shape, key);
      if (first.length != shape.size()) {
        throw new IllegalArgumentException(
            "initializer '%s' gives %d values for a variable of shape %s, expected %d"
                .formatted(name, first.length, shape, shape.size()));
      }
      System.arraycopy(first, 0, into, at, first.length);
    }
  }

  /// Computes initial values.
  @FunctionalInterface
  interface Values {
    /// The initial values of a variable, row-major. Equal arguments must give equal values.
    ///
    /// @param key the randomness of this variable, such as the seed of a `SplittableRandom`
    float[] of(Shape shape, long key);
  }

  /// A custom initialiser. A network file stores only its name; the initialiser registered under
  /// that name is used when the file is read.
  ///
  /// Fails with [IllegalArgumentException] if the name is blank.
  static Custom of(String name, Values values) {
    return new Custom(name, values);
  }

  /// All zeros.
  static Initializer zeros() {
    return constant(0);
  }

  /// The same value everywhere.
  static Initializer constant(double value) {
    return new Filled(value);
  }

  /// Normal around 0 with nothing beyond two deviations.
  static Initializer truncatedNormal(double deviation) {
    return new TruncatedNormal(deviation);
  }

  /// Uniform, for layers followed by a sigmoid, tanh or softmax.
  static Initializer glorotUniform() {
    return new GlorotUniform();
  }

  /// Normal, for layers followed by a relu.
  static Initializer heNormal() {
    return new HeNormal();
  }

  private static double normal(long key, long draw) {
    double radius = Math.sqrt(-2 * StrictMath.log(Randomness.uniformDouble(key, 2 * draw)));
    return radius * StrictMath.cos(2 * Math.PI * Randomness.uniformDouble(key, 2 * draw + 1));
  }

  private static int fanIn(Shape shape) {
    return Math.max(1, shape.rows());
  }

  private static int fanOut(Shape shape) {
    int pixels = 1;
    for (int axis = 0; axis < shape.rank() - 2; axis++) {
      pixels *= shape.extent(axis);
    }
    return pixels * shape.last();
  }
}
