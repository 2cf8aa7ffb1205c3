package dev.kern.jpeg;

import static dev.kern.jpeg.Component.SIDE;
import static dev.kern.jpeg.InverseTransform.BETWEEN;
import static dev.kern.jpeg.InverseTransform.FRACTION;
import static dev.kern.jpeg.InverseTransform.fixed;

/// The inverse cosine transform of 8 x 8 coefficients to fewer samples: 8, 4, 2 or 1 along either
/// side of a block.
///
/// A sample is the mean of those that it stands for. The mean of cosines over neighbours is again a
/// cosine of the coarser grid, so it takes no more than weights for the coefficients:
///
/// `B[u](k) = mean over j in group k of sqrt(2) * cos((2 j + 1) * u * pi / 16)`
///
/// Coefficients that the mean cancels have no weight: 4 among four samples, all even ones among
/// two, all but the first for one. This is what area averaging makes of the whole block, unlike
/// libjpeg's scaled decoding, which leaves out the high frequencies; it needs no filter afterwards
/// against what a coarser grid folds back.
///
/// The weights have 13 bits of fraction, as those of [InverseTransform], and two more bits of
/// fraction are kept between columns and rows.
final class ReducedTransform {
  private static final int[] TWO = weights(2, 0, 1, 3, 5, 7);
  private static final int[] FOUR_EVEN = weights(4, 0, 2, 6);
  private static final int[] FOUR_OUTER = weights(4, 0, 1, 3, 5, 7);
  private static final int[] FOUR_INNER = weights(4, 1, 1, 3, 5, 7);

  private final int[] values = new int[Component.BLOCK];

  /// The weights of some coefficients for one of `samples` samples.
  private static int[] weights(int samples, int sample, int... coefficients) {
    int group = SIDE / samples;
    int[] weights = new int[coefficients.length];
    for (int i = 0; i < weights.length; i++) {
      double sum = 0;
      for (int j = sample * group; j < (sample + 1) * group; j++) {
        sum += Math.cos((2 * j + 1) * coefficients[i] * Math.PI / 16);
      }
      weights[i] = fixed(Math.sqrt(2) * sum / group);
    }
    return weights;
  }

  /// Turns a block of coefficients, by rows, into samples of their component.
  void apply(short[] block, int at, Component component, int to) {
    int[] steps = component.quantizer;
    if (component.needsMeansOnly()) {
      component.samples[to] = InverseTransform.sample((block[at] * steps[0] + 4) >> 3);
      return;
    }
    int rows = component.rows;
    int columns = component.columns;
    for (int j = 0; j < SIDE; j++) {
      if (counts(j, columns)) {
        column(block, at + j, steps, j, rows);
      }
    }
    int shift = BETWEEN + 3; // and the 3 that two transforms of 8 leave
    int[] v = values;
    for (int i = 0; i < rows; i++) {
      int r = i * SIDE;
      line(
          columns,
          v[r],
          v[r + 1],
          v[r + 2],
          v[r + 3],
          v[r + 4],
          v[r + 5],
          v[r + 6],
          v[r + 7],
          r,
          1,
          FRACTION + shift);
      int place = to + i * component.stride;
      for (int j = 0; j < columns; j++) {
        component.samples[place + j] = InverseTransform.sample(v[r + j]);
      }
    }
  }

  /// Whether a coefficient has a weight among so many samples.
  private static boolean counts(int coefficient, int samples) {
    return coefficient == 0
        || switch (samples) {
          case 1 -> false;
          case 2 -> coefficient % 2 != 0;
          case 4 -> coefficient != 4;
          default -> true;
        };
  }

  private void column(short[] block, int i, int[] steps, int j, int rows) {
    int mean = block[i] * steps[j];
    if (InverseTransform.isFlat(block, i)) {
      for (int k = 0; k < rows; k++) {
        values[j + k * SIDE] = mean << BETWEEN;
      }
      return;
    }
    line(
        rows,
        mean,
        block[i + 8] * steps[j + 8],
        block[i + 16] * steps[j + 16],
        block[i + 24] * steps[j + 24],
        block[i + 32] * steps[j + 32],
        block[i + 40] * steps[j + 40],
        block[i + 48] * steps[j + 48],
        block[i + 56] * steps[j + 56],
        j,
        SIDE,
        FRACTION - BETWEEN);
  }

  /// A transform of eight coefficients into `samples` values from a place on, a step apart.
  private void line(
      int samples,
      int x0,
      int x1,
      int x2,
      int x3,
      int x4,
      int x5,
      int x6,
      int x7,
      int at,
      int step,
      int shift) {
    int[] v = values;
    int mean = (x0 << FRACTION) + (1 << (shift - 1));
    switch (samples) {
      case 1 -> v[at] = mean >> shift;
      case 2 -> {
        int odd = odd(TWO, x1, x3, x5, x7);
        v[at] = (mean + odd) >> shift;
        v[at + step] = (mean - odd) >> shift;
      }
      case 4 -> {
        int even = x2 * FOUR_EVEN[0] + x6 * FOUR_EVEN[1];
        int outer = odd(FOUR_OUTER, x1, x3, x5, x7);
        int inner = odd(FOUR_INNER, x1, x3, x5, x7);
        v[at] = (mean + even + outer) >> shift;
        v[at + step] = (mean - even + inner) >> shift;
        v[at + 2 * step] = (mean - even - inner) >> shift;
        v[at + 3 * step] = (mean + even - outer) >> shift;
      }
      default -> InverseTransform.line(v, x0, x1, x2, x3, x4, x5, x6, x7, at, step, shift);
    }
  }

  private static int odd(int[] weights, int x1, int x3, int x5, int x7) {
    return x1 * weights[0] + x3 * weights[1] + x5 * weights[2] + x7 * weights[3];
  }
}
