package dev.kern.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatRangesTest {
  @Test
  void comparesAsTheJdkDoes() {
    Random random = new Random(1);
    float[] values = {0, 0, 0, 0, -0f, 1, Float.NaN, Float.intBitsToFloat(0x7fc00001)};
    for (int trial = 0; trial < 2_000; trial++) {
      float[] a = some(random, values);
      float[] b = some(random, values);
      int count = random.nextInt(6);
      int aFrom = random.nextInt(a.length - count + 1);
      int bFrom = random.nextInt(b.length - count + 1);
      assertThat(FloatRanges.equal(a, aFrom, b, bFrom, count))
          .isEqualTo(Arrays.equals(a, aFrom, aFrom + count, b, bFrom, bFrom + count));
      assertThat(FloatRanges.equal(a, b)).isEqualTo(Arrays.equals(a, b));
      assertThat(FloatRanges.equal(a, a.clone())).isTrue();
    }
  }

  private static float[] some(Random random, float[] values) {
    float[] array = new float[6 + random.nextInt(3)];
    for (int i = 0; i < array.length; i++) {
      array[i] = values[random.nextInt(values.length)];
    }
    return array;
  }

  @Test
  void refusesWhatIsOutside() {
    assertThatThrownBy(() -> FloatRanges.equal(new float[4], 2, new float[9], 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> FloatRanges.equal(new float[4], 2, new float[9], 0, Integer.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }
}
