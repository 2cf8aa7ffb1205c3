package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.marginIsWhole;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.PartialSums;
import dev.kern.kernel.UpdateKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every set of update loops must compute, at ragged numbers of weights.
abstract class UpdateKernelsContract {
  private static final int PITCH = 150;

  /// The loops under test.
  abstract UpdateKernels loops();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 33, 100})
  void descends(int n) {
    float[] g = noise(3 * PITCH, 1);
    float[] w = noise(n, 2);
    float[] before = w.clone();
    loops().sgd(0, n, 0.1f, 0.01f, parts(g), at(w));
    check(n, w, e -> before[e] - 0.1 * (gradient(g, e) + 0.01 * before[e]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 100})
  void gathersMomentum(int n) {
    for (boolean nesterov : new boolean[] {false, true}) {
      float[] g = noise(3 * PITCH, 1);
      float[] w = noise(n, 2);
      float[] v = noise(n, 3);
      float[] before = w.clone();
      float[] old = v.clone();
      UpdateKernels.Momentum rule = new UpdateKernels.Momentum(0.9f, nesterov, 0.01f);
      loops().momentum(0, n, rule, 0.1f, parts(g), at(w), at(v));
      check(n, v, e -> 0.9 * old[e] + gradient(g, e));
      check(
          n,
          w,
          e -> {
            double move = nesterov ? gradient(g, e) + 0.9 * v[e] : v[e];
            return before[e] - 0.1 * (move + 0.01 * before[e]);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 100})
  void adapts(int n) {
    float[] g = noise(3 * PITCH, 1);
    float[] w = noise(n, 2);
    float[] m = noise(n, 3);
    float[] v = noise(n, 4);
    for (int e = 0; e < n; e++) {
      v[AT + e] *= v[AT + e];
    }
    float[] before = w.clone();
    float[] oldM = m.clone();
    float[] oldV = v.clone();
    UpdateKernels.Adam rule = new UpdateKernels.Adam(0.9, 0.999, 1e-8, 0.01f);
    loops().adam(0, n, rule, 0.1f, 5, parts(g), at(w), at(m), at(v));
    check(n, m, e -> 0.9 * oldM[e] + 0.1 * gradient(g, e));
    check(n, v, e -> 0.999 * oldV[e] + 0.001 * gradient(g, e) * gradient(g, e));
    check(
        n,
        w,
        e -> {
          double mean = m[e] / (1 - Math.pow(0.9, 5));
          double square = v[e] / (1 - Math.pow(0.999, 5));
          return before[e] - 0.1 * (mean / (Math.sqrt(square) + 1e-8) + 0.01 * before[e]);
        });
  }

  private static PartialSums parts(float[] g) {
    return new PartialSums(at(g), 3, PITCH);
  }

  private static double gradient(float[] g, int e) {
    return (double) g[e] + g[e + PITCH] + g[e + 2 * PITCH];
  }

  private interface Expected {
    double at(int e);
  }

  private static void check(int n, float[] y, Expected expected) {
    for (int e = AT; e < AT + n; e++) {
      double exact = expected.at(e);
      double tolerance = 2e-6 * (1 + Math.abs(exact));
      assertThat((double) y[e])
          .as("element %d of %d", e - AT, n)
          .isBetween(exact - tolerance, exact + tolerance);
    }
    assertThat(marginIsWhole(y)).isTrue();
  }
}
