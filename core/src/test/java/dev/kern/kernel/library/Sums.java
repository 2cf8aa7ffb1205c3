package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/// Expected sums in double, each with the sum of its terms' magnitudes and their number, which
/// bound what rounding in float may do.
final class Sums {
  final double[] value;
  private final double[] magnitude;
  private final int[] terms;

  Sums(int n) {
    value = new double[n];
    magnitude = new double[n];
    terms = new int[n];
  }

  void add(int e, double term) {
    value[e] += term;
    magnitude[e] += Math.abs(term);
    terms[e]++;
  }

  /// What float arithmetic may be off by, in any order of summation: with random signs the errors
  /// of `t` terms add up to about `sqrt(t)` roundings.
  double tolerance(int e) {
    return 0x1p-23 * (2 + Math.sqrt(terms[e])) * (magnitude[e] + 1e-6);
  }

  void assertEqual(String what, float[] actual, int at) {
    for (int e = 0; e < value.length; e++) {
      assertNear(what, e, actual[at + e], tolerance(e));
    }
  }

  /// For algorithms whose error in one element depends on its neighbours' terms too.
  ///
  /// @param share of the largest element's magnitude that an element may be off by
  void assertClose(String what, float[] actual, int at, double share) {
    double largest = Arrays.stream(magnitude).max().orElse(0);
    for (int e = 0; e < value.length; e++) {
      assertNear(what, e, actual[at + e], share * largest);
    }
  }

  private void assertNear(String what, int e, float actual, double tolerance) {
    if (!(Math.abs(actual - value[e]) <= tolerance)) {
      assertThat((double) actual)
          .as("%s: element %d of %d, tolerance %g", what, e, value.length, tolerance)
          .isEqualTo(value[e]);
    }
  }
}
