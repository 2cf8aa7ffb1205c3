package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AgreementTest {
  private static final Job JOB = Job.parse("inference lenet 16");

  @Test
  void allowsForRounding() {
    assertThatCode(() -> Agreement.expect("PyTorch", JOB, floats(8, 0.1f), floats(8.004f, 0.096f)))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesOtherNumbers() {
    assertThatThrownBy(() -> Agreement.expect("PyTorch", JOB, floats(8, 0.5f), floats(8, 0.75f)))
        .hasMessage(
            """
            PyTorch: it computes something else than Kern
              job       inference lenet 16
              given     2 numbers, the first 8.0; the largest difference is 0.25
              expected  2 numbers, the first 8.0, to within 0.0080\
            """);
    assertThatThrownBy(() -> Agreement.expect("PyTorch", JOB, floats(8), floats(8, 8)))
        .hasMessageContaining("given     2 numbers");
    assertThatThrownBy(() -> Agreement.expect("PyTorch", JOB, floats(8), floats(Float.NaN)))
        .hasMessageContaining("first NaN");
  }

  private static float[] floats(float... values) {
    return values;
  }
}
