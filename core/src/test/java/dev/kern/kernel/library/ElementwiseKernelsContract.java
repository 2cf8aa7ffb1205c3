package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.marginIsWhole;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.PartialSums;
import dev.kern.math.Activation;
import dev.kern.math.Randomness;
import dev.kern.math.UnaryFunction;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every set of elementwise loops must compute, at sizes around every multiple of a vector.
abstract class ElementwiseKernelsContract {
  private static final int[] SIZES = {0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 100, 129};

  /// The loops under test.
  abstract ElementwiseKernels loops();

  @ParameterizedTest
  @EnumSource
  void activates(Activation f) {
    for (int n : SIZES) {
      float[] x = spread(n);
      float[] y = blank(n);
      loops().activate(0, n, f, at(x), at(y));
      check(n, y, e -> f.value(x[AT + e]), 1e-5);
      float[] dy = noise(n, 2);
      float[] dx = blank(n);
      float[] saved = f.slopeFromOutput() ? y : x;
      loops().activateGradient(0, n, f, at(saved), at(dy), at(dx));
      check(n, dx, e -> dy[AT + e] * f.slope(saved[AT + e]), 1e-5);
    }
  }

  /// Numbers from -30 to 30, zero among them.
  private static float[] spread(int n) {
    float[] x = noise(n, 1);
    for (int e = 0; e < n; e++) {
      x[AT + e] = e % 5 == 4 ? 0 : x[AT + e] * (1 + e % 10);
    }
    return x;
  }

  @Test
  void keepsActivationsFiniteAtExtremes() {
    float[] x = {-1e30f, -200, -90, -20, 20, 90, 200, 1e30f};
    for (Activation f : Activation.values()) {
      float[] y = new float[x.length];
      loops().activate(0, x.length, f, Buffer.of(x), Buffer.of(y));
      for (int e = 0; e < x.length; e++) {
        double exact = f.value(x[e]);
        assertThat((double) y[e])
            .as("%s(%s)", f, x[e])
            .isBetween(
                exact - 1e-5 * Math.abs(exact) - 1e-6, exact + 1e-5 * Math.abs(exact) + 1e-6);
      }
    }
  }

  @Test
  void combines() {
    for (int n : SIZES) {
      float[] a = noise(n, 1);
      float[] b = noise(n, 2);
      float[] y = blank(n);
      loops().add(0, n, at(a), at(b), at(y));
      check(n, y, e -> a[AT + e] + b[AT + e], 0);
      loops().subtract(0, n, at(a), at(b), at(y));
      check(n, y, e -> a[AT + e] - b[AT + e], 0);
      loops().multiply(0, n, at(a), at(b), at(y));
      check(n, y, e -> a[AT + e] * b[AT + e], 0);
      loops().divide(0, n, at(a), at(b), at(y));
      check(n, y, e -> a[AT + e] / b[AT + e], 0);
      loops().addScalar(0, n, 0.3f, at(a), at(y));
      check(n, y, e -> a[AT + e] + 0.3f, 0);
      loops().scale(0, n, 0.3f, at(a), at(y));
      check(n, y, e -> 0.3f * a[AT + e], 0);
      loops().fill(0, n, 1.5f, at(y));
      check(n, y, e -> 1.5, 0);
      loops().add(0, n, at(a), at(b), at(y));
      float[] before = y.clone();
      loops().average(0, n, 0.9f, at(a), at(y));
      check(n, y, e -> 0.9 * before[AT + e] + 0.1 * a[AT + e], 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void computesElementaryFunctionsToTheBit(UnaryFunction f) {
    float[] special = {0f, -0f, 1e-40f, -3, Float.POSITIVE_INFINITY, Float.NaN, 2, -1e30f, 9};
    for (int n : SIZES) {
      float[] x = spread(n);
      for (int e = 0; e < n; e++) {
        x[AT + e] = e % 3 == 0 ? special[e % special.length] : x[AT + e];
      }
      float[] y = blank(n);
      loops().unary(0, n, f, at(x), at(y));
      for (int e = 0; e < n; e++) {
        assertThat(y[AT + e])
            .as("%s(%s)", f, x[AT + e])
            .isEqualTo(Float.valueOf((float) f.value(x[AT + e])));
      }
      assertThat(marginIsWhole(y)).isTrue();
    }
  }

  @Test
  void worksInPlace() {
    for (int n : SIZES) {
      float[] a = noise(n, 1);
      float[] expected = blank(n);
      loops().activate(0, n, Activation.RELU, at(a), at(expected));
      loops().activate(0, n, Activation.RELU, at(a), at(a));
      assertThat(core(a)).isEqualTo(core(expected));
      loops().add(0, n, at(a), at(a), at(a));
      check(n, a, e -> 2 * expected[AT + e], 0);
    }
  }

  @Test
  void copiesPieces() {
    float[] x = noise(5 * 23, 1);
    float[] y = blank(5 * 40);
    loops().copy(5, 19, at(x), 2, 23, at(y), 3, 40);
    for (int r = 0; r < 5; r++) {
      for (int c = 0; c < 40; c++) {
        float expected = c >= 3 && c < 22 ? x[AT + 2 + r * 23 + c - 3] : Float.NaN;
        assertThat(y[AT + r * 40 + c]).isEqualTo(Float.valueOf(expected));
      }
    }
  }

  @Test
  void dropsByTheCounter() {
    for (int n : SIZES) {
      float[] x = noise(n, 1);
      float[] y = blank(n);
      int key = Randomness.key(7, 3, 1);
      loops().dropout(0, n / 3, 0.7, key, at(x), at(y));
      loops().dropout(n / 3, n, 0.7, key, at(x), at(y));
      check(n, y, e -> Randomness.uniform(key, e) < 0.7 ? x[AT + e] * (float) (1 / 0.7) : 0, 0);
    }
  }

  @Test
  void keepsTheRightShare() {
    int n = 100_000;
    float[] ones = new float[n];
    loops().fill(0, n, 1, Buffer.of(ones));
    loops().dropout(0, n, 0.5, 99, Buffer.of(ones), Buffer.of(ones));
    assertThat(loops().sum(0, n, Buffer.of(ones)) / n).isBetween(0.99, 1.01);
  }

  @Test
  void sums() {
    for (int n : SIZES) {
      float[] x = noise(n, 1);
      double sum = 0;
      double squares = 0;
      for (int e = 0; e < n; e++) {
        sum += x[AT + e];
        squares += (double) x[AT + e] * x[AT + e];
      }
      assertThat(loops().sum(0, n, at(x))).isBetween(sum - 1e-5, sum + 1e-5);
      assertThat(loops().sumSquares(0, n, at(x))).isBetween(squares * 0.999999, squares * 1.000001);
    }
  }

  @Test
  void sumsStayAccurateWhenLong() {
    int n = 1_000_000;
    float[] x = new float[n];
    loops().fill(0, n, 0.1f, Buffer.of(x));
    assertThat(loops().sum(0, n, Buffer.of(x)))
        .isBetween(0.1f * n * (1 - 1e-6), 0.1f * n * (1 + 1e-6));
    double square = (double) 0.1f * 0.1f * n;
    assertThat(loops().sumSquares(0, n, Buffer.of(x)))
        .isBetween(square * (1 - 1e-6), square * (1 + 1e-6));
  }

  @Test
  void sumsParts() {
    for (int n : SIZES) {
      float[] x = noise(3 * 150, 1);
      float[] y = blank(n);
      loops().sumParts(0, n, new PartialSums(at(x), 3, 150), at(y));
      check(n, y, e -> x[AT + e] + x[AT + 150 + e] + x[AT + 300 + e], 0);
      loops().sumParts(0, n, new PartialSums(at(x), 1, 150), at(y));
      check(n, y, e -> x[AT + e], 0);
    }
  }

  private static void check(int n, float[] y, IntToDoubleFunction expected, double relative) {
    for (int e = 0; e < n; e++) {
      double exact = expected.applyAsDouble(e);
      if (relative == 0) {
        assertThat(y[AT + e]).as("element %d of %d", e, n).isEqualTo((float) exact);
      } else {
        double tolerance = relative * Math.abs(exact) + 1e-7;
        assertThat((double) y[AT + e])
            .as("element %d of %d", e, n)
            .isBetween(exact - tolerance, exact + tolerance);
      }
    }
    assertThat(marginIsWhole(y)).isTrue();
  }
}
