package dev.kern.jpeg;

import static dev.kern.jpeg.Component.SIDE;

import java.util.Arrays;

/// The inverse cosine transform of 8 x 8 coefficients, in whole numbers.
///
/// Twelve multiplications for each of eight columns and then eight rows, with constants of 13 bits
/// of fraction; two more bits of fraction are kept between. libjpeg's accurate transform rounds at
/// the same places, so the samples are the same bit for bit.
///
/// Blocks of fewer samples are left to [ReducedTransform].
///
/// Source: Loeffler, Ligtenberg, Moschytz, "Practical fast 1-D DCT algorithms with 11
/// multiplications", ICASSP 1989, figure 1 and its variant with 12 multiplications.
final class InverseTransform {
  static final int FRACTION = 13;
  static final int BETWEEN = 2;

  private static final int C0_298 = fixed(0.298631336);
  private static final int C0_390 = fixed(0.390180644);
  private static final int C0_541 = fixed(0.541196100);
  private static final int C0_765 = fixed(0.765366865);
  private static final int C0_899 = fixed(0.899976223);
  private static final int C1_175 = fixed(1.175875602);
  private static final int C1_501 = fixed(1.501321110);
  private static final int C1_847 = fixed(1.847759065);
  private static final int C1_961 = fixed(1.961570560);
  private static final int C2_053 = fixed(2.053119869);
  private static final int C2_562 = fixed(2.562915447);
  private static final int C3_072 = fixed(3.072711026);

  private static final int WRAP = 1023;

  /// The sample of a result: 128 more, kept within 0 to 255. A result beyond 10 bits, which only
  /// extreme quantizers lead to, comes round from the other side, as it does in libjpeg.
  private static final byte[] SAMPLES = new byte[WRAP + 1];

  static {
    for (int i = 0; i <= WRAP; i++) {
      int value = i <= WRAP / 2 ? i : i - WRAP - 1;
      SAMPLES[i] = (byte) Math.clamp(value + 128, 0, 255);
    }
  }

  private final int[] values = new int[Component.BLOCK];
  private final ReducedTransform reduced = new ReducedTransform();

  static int fixed(double value) {
    return (int) Math.round(value * (1 << FRACTION));
  }

  /// Turns a block of coefficients, by rows, into samples of their component.
  void apply(short[] block, int at, Component component, int to) {
    if (component.columns < SIDE || component.rows < SIDE) {
      reduced.apply(block, at, component, to);
    } else {
      applyWhole(block, at, component, to);
    }
  }

  /// The sample of a result that has no fraction any more.
  static byte sample(int value) {
    return SAMPLES[value & WRAP];
  }

  private void applyWhole(short[] block, int at, Component component, int to) {
    int[] steps = component.quantizer;
    for (int j = 0; j < SIDE; j++) {
      int i = at + j;
      int mean = block[i] * steps[j];
      if (isFlat(block, i)) {
        for (int k = j; k < Component.BLOCK; k += SIDE) {
          values[k] = mean << BETWEEN;
        }
      } else {
        line(
            values,
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
    }
    for (int i = 0; i < SIDE; i++) {
      row(i * SIDE);
      int place = to + i * component.stride;
      for (int j = 0; j < SIDE; j++) {
        component.samples[place + j] = sample(values[i * SIDE + j]);
      }
    }
  }

  /// Whether a column has no coefficient but the first.
  static boolean isFlat(short[] block, int i) {
    return (block[i + 8]
            | block[i + 16]
            | block[i + 24]
            | block[i + 32]
            | block[i + 40]
            | block[i + 48]
            | block[i + 56])
        == 0;
  }

  private void row(int at) {
    int[] v = values;
    int shift = BETWEEN + 3; // and the 3 that two transforms of 8 leave
    if ((v[at + 1] | v[at + 2] | v[at + 3] | v[at + 4] | v[at + 5] | v[at + 6] | v[at + 7]) == 0) {
      Arrays.fill(v, at, at + SIDE, (v[at] + (1 << (shift - 1))) >> shift);
    } else {
      line(
          v,
          v[at],
          v[at + 1],
          v[at + 2],
          v[at + 3],
          v[at + 4],
          v[at + 5],
          v[at + 6],
          v[at + 7],
          at,
          1,
          FRACTION + shift);
    }
  }

  /// A transform of eight coefficients into the values from a place on, a step apart.
  static void line(
      int[] v,
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
    int turn = (x2 + x6) * C0_541;
    int even2 = turn - x6 * C1_847;
    int even3 = turn + x2 * C0_765;
    int even0 = (x0 + x4) << FRACTION;
    int even1 = (x0 - x4) << FRACTION;

    int both = (x7 + x3 + x5 + x1) * C1_175;
    int sum0 = (x7 + x1) * -C0_899;
    int sum1 = (x5 + x3) * -C2_562;
    int sum2 = both - (x7 + x3) * C1_961;
    int sum3 = both - (x5 + x1) * C0_390;
    int odd0 = x7 * C0_298 + sum0 + sum2;
    int odd1 = x5 * C2_053 + sum1 + sum3;
    int odd2 = x3 * C3_072 + sum1 + sum2;
    int odd3 = x1 * C1_501 + sum0 + sum3;

    int half = 1 << (shift - 1);
    int outer = even0 + even3 + half;
    int inner = even0 - even3 + half;
    int second = even1 + even2 + half;
    int third = even1 - even2 + half;
    v[at] = (outer + odd3) >> shift;
    v[at + step] = (second + odd2) >> shift;
    v[at + 2 * step] = (third + odd1) >> shift;
    v[at + 3 * step] = (inner + odd0) >> shift;
    v[at + 4 * step] = (inner - odd0) >> shift;
    v[at + 5 * step] = (third - odd1) >> shift;
    v[at + 6 * step] = (second - odd2) >> shift;
    v[at + 7 * step] = (outer - odd3) >> shift;
  }
}
