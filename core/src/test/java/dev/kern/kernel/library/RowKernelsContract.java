package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.marginIsWhole;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;
import dev.kern.math.LocalNorm;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every set of row loops must compute, at ragged numbers of rows and columns.
abstract class RowKernelsContract {
  private static final float EPSILON = 1e-3f;

  /// The loops under test.
  abstract RowKernels loops();

  record Size(int rows, int columns) {
    int size() {
      return rows * columns;
    }
  }

  static Stream<Size> sizes() {
    return Stream.of(
        new Size(1, 1),
        new Size(2, 10),
        new Size(5, 3),
        new Size(16, 10),
        new Size(7, 16),
        new Size(3, 17),
        new Size(300, 5),
        new Size(33, 32),
        new Size(9, 48),
        new Size(2, 100));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void addsBias(Size s) {
    float[] x = noise(s.size(), 1);
    float[] b = noise(s.columns, 2);
    float[] y = blank(s.size());
    loops().addBias(0, s.rows, s.columns, at(x), at(b), at(y));
    check(s.size(), y, e -> (double) x[AT + e] + b[AT + e % s.columns]);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void scalesByChannel(Size s) {
    float[] x = noise(s.size(), 1);
    float[] f = noise(3 + s.columns, 2);
    float[] y = blank(s.size());
    loops().scale(0, s.rows, s.columns, at(x), at(f), 3, at(y));
    check(s.size(), y, e -> x[AT + e] * f[AT + 3 + e % s.columns]);
    loops().leak(0, s.rows, s.columns, at(x), at(f), at(y));
    check(s.size(), y, e -> x[AT + e] > 0 ? x[AT + e] : x[AT + e] * f[AT + e % s.columns]);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void standardizesRows(Size s) {
    float[] x = noise(s.size(), 1);
    float[] dy = noise(s.size(), 2);
    float[] y = blank(s.size());
    loops().standardize(0, s.rows, s.columns, EPSILON, at(x), at(y));
    check(s.size(), y, e -> standard(s, x, e));
    loops().standardizeGradient(0, s.rows, s.columns, EPSILON, at(x), at(dy), at(y));
    check(
        s.size(),
        y,
        e -> {
          int r = e / s.columns;
          double mean = row(s, r, k -> dy[AT + k]) / s.columns;
          double slope = row(s, r, k -> dy[AT + k] * standard(s, x, k)) / s.columns;
          return (dy[AT + e] - mean - standard(s, x, e) * slope) * inverse(s, x, r);
        });
  }

  private static double standard(Size s, float[] x, int e) {
    int r = e / s.columns;
    return (x[AT + e] - row(s, r, k -> x[AT + k]) / s.columns) * inverse(s, x, r);
  }

  private static double inverse(Size s, float[] x, int r) {
    double mean = row(s, r, k -> x[AT + k]) / s.columns;
    return inverse((float) (row(s, r, k -> square(x[AT + k] - mean)) / s.columns));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void normalizesLocally(Size s) {
    LocalNorm how = new LocalNorm(4, 0.7, 0.75, 1.5);
    float[] x = noise(s.size(), 1);
    float[] y = blank(s.size());
    loops().localResponse(0, s.rows, s.columns, how, at(x), at(y));
    check(
        s.size(),
        y,
        e -> {
          int c = e % s.columns;
          double squares = 0;
          for (int k = Math.max(0, c - 1); k <= Math.min(s.columns - 1, c + 2); k++) {
            squares += square(x[AT + e - c + k]);
          }
          return x[AT + e] / Math.pow(1.5 + 0.7 / 4 * squares, 0.75);
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sumsRows(Size s) {
    float[] x = noise(s.size(), 1);
    float[] y = blank(s.columns);
    loops().sumRows(0, s.rows, s.columns, at(x), at(y));
    check(s.columns, y, c -> column(s, c, e -> x[AT + e]));
    loops().sumRows(0, 0, s.columns, at(x), at(y));
    check(s.columns, y, c -> 0);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void transposes(Size s) {
    float[] x = noise(s.size(), 1);
    float[] y = blank(s.size());
    loops().transpose(s.rows, s.columns, at(x), at(y));
    check(s.size(), y, e -> x[AT + e % s.rows * s.columns + e / s.rows]);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void softmaxes(Size s) {
    float[] x = logits(s);
    float[] dy = noise(s.size(), 2);
    float[] y = blank(s.size());
    float[] dx = blank(s.size());
    loops().softmax(0, s.rows, s.columns, at(x), at(y));
    check(s.size(), y, e -> probability(s, x, e));
    loops().softmaxGradient(0, s.rows, s.columns, at(y), at(dy), at(dx));
    check(
        s.size(),
        dx,
        e ->
            y[AT + e] * (dy[AT + e] - row(s, e / s.columns, k -> (double) dy[AT + k] * y[AT + k])));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void measuresCrossEntropy(Size s) {
    float[] x = logits(s);
    float[] labels = blank(s.size());
    loops().softmax(0, s.rows, s.columns, at(noise(s.size(), 5)), at(labels));
    float[] dy = noise(s.rows, 2);
    float[] y = blank(s.rows);
    float[] dx = blank(s.size());
    loops().crossEntropy(0, s.rows, s.columns, at(x), at(labels), at(y));
    check(s.rows, y, r -> row(s, r, e -> labels[AT + e] * (logSum(s, x, r) - x[AT + e])));
    loops().crossEntropyGradient(0, s.rows, s.columns, at(x), at(labels), at(dy), at(dx));
    check(s.size(), dx, e -> dy[AT + e / s.columns] * (probability(s, x, e) - labels[AT + e]));
  }

  /// Logits of which some are far too large for `exp`.
  private static float[] logits(Size s) {
    float[] x = noise(s.size(), 1);
    for (int e = 0; e < s.size(); e++) {
      x[AT + e] = x[AT + e] * 3 + (e / s.columns % 3) * 500;
    }
    return x;
  }

  private static double logSum(Size s, float[] x, int r) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < s.columns; c++) {
      max = Math.max(max, x[AT + r * s.columns + c]);
    }
    double top = max;
    return top + Math.log(row(s, r, e -> Math.exp(x[AT + e] - top)));
  }

  private static double probability(Size s, float[] x, int e) {
    return Math.exp(x[AT + e] - logSum(s, x, e / s.columns));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void normalizes(Size s) {
    float[] x = noise(s.size(), 1);
    float[] scale = noise(s.columns, 2);
    float[] shift = noise(s.columns, 3);
    float[] mean = blank(s.columns);
    float[] variance = blank(s.columns);
    float[] y = blank(s.size());
    statistics(s, x, mean, variance);
    check(s.columns, mean, c -> column(s, c, e -> x[AT + e]) / s.rows);
    check(s.columns, variance, c -> column(s, c, e -> square(x[AT + e] - mean[AT + c])) / s.rows);
    BatchStatistics batch =
        new BatchStatistics(EPSILON, at(mean), at(variance), at(scale), at(shift));
    loops().normalize(0, s.rows, s.columns, batch, at(x), at(y));
    check(
        s.size(),
        y,
        e -> z(s, x, mean, variance, e) * scale[AT + e % s.columns] + shift[AT + e % s.columns]);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void normalizesBackwards(Size s) {
    float[] x = noise(s.size(), 1);
    float[] dy = noise(s.size(), 4);
    float[] scale = noise(s.columns, 2);
    float[] mean = blank(s.columns);
    float[] variance = blank(s.columns);
    float[] dScale = noise(s.columns, 5);
    float[] dShift = noise(s.columns, 6);
    float[] dx = blank(s.size());
    statistics(s, x, mean, variance);
    BatchStatistics batch =
        new BatchStatistics(EPSILON, at(mean), at(variance), at(scale), Buffer.NONE);
    float[] sums = noise(s.columns, 7);
    float[] moreSums = noise(s.columns, 8);
    float[] beforeSums = sums.clone();
    float[] beforeMore = moreSums.clone();
    for (int r = 0; r < s.rows; r += 3) { // in pieces
      int end = Math.min(s.rows, r + 3);
      loops().addNormalizeSums(r, end, s.columns, at(mean), at(x), at(dy), at(sums), at(moreSums));
    }
    check(
        s.columns,
        sums,
        c ->
            beforeSums[AT + c]
                + column(s, c, e -> dy[AT + e] * (x[AT + e] - mean[AT + e % s.columns])));
    check(s.columns, moreSums, c -> beforeMore[AT + c] + column(s, c, e -> dy[AT + e]));
    loops().normalizeGradient(0, s.rows, s.columns, batch, at(dy), at(dx));
    check(
        s.size(),
        dx,
        e -> scale[AT + e % s.columns] * inverse(variance[AT + e % s.columns]) * dy[AT + e]);
    RowKernels.BatchGradient whole =
        new RowKernels.BatchGradient(2 * s.rows, batch, at(dScale), at(dShift));
    loops().normalizeBatchGradient(0, s.rows, s.columns, whole, at(x), at(dy), at(dx));
    check(
        s.size(),
        dx,
        e -> {
          int c = AT + e % s.columns;
          double through = dShift[c] + z(s, x, mean, variance, e) * dScale[c];
          return scale[c] * inverse(variance[c]) * (dy[AT + e] - through / (2 * s.rows));
        });
  }

  /// Statistics of all rows, added in pieces.
  private void statistics(Size s, float[] x, float[] mean, float[] variance) {
    Arrays.fill(mean, AT, AT + s.columns, 0);
    Arrays.fill(variance, AT, AT + s.columns, 0);
    for (int r = 0; r < s.rows; r += 5) {
      int end = Math.min(s.rows, r + 5);
      loops().addStatistics(r, end, s.columns, r, at(x), at(mean), at(variance));
    }
    for (int c = AT; c < AT + s.columns; c++) {
      variance[c] /= s.rows;
    }
  }

  private static double z(Size s, float[] x, float[] mean, float[] variance, int e) {
    int c = AT + e % s.columns;
    return (x[AT + e] - mean[c]) * inverse(variance[c]);
  }

  private static double inverse(float variance) {
    return 1 / Math.sqrt(variance + (double) EPSILON);
  }

  private static double square(double a) {
    return a * a;
  }

  private interface At {
    double value(int e);
  }

  private static double column(Size s, int c, At term) {
    double sum = 0;
    for (int r = 0; r < s.rows; r++) {
      sum += term.value(r * s.columns + c);
    }
    return sum;
  }

  private static double row(Size s, int r, At term) {
    double sum = 0;
    for (int c = 0; c < s.columns; c++) {
      sum += term.value(r * s.columns + c);
    }
    return sum;
  }

  private static void check(int n, float[] y, At expected) {
    for (int e = 0; e < n; e++) {
      double exact = expected.value(e);
      double tolerance = 3e-5 * (Math.abs(exact) + 0.2);
      assertThat((double) y[AT + e])
          .as("element %d of %d", e, n)
          .isBetween(exact - tolerance, exact + tolerance);
    }
    assertThat(marginIsWhole(y)).isTrue();
  }
}
