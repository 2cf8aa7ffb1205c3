package dev.kern.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterInitializerTest {
  private static float[] values(Initializer initializer, Shape shape) {
    float[] values = new float[shape.size() + 3];
    initializer.fill(shape, 5, values, 3);
    return Arrays.copyOfRange(values, 3, values.length);
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 4, 4", "3, 3, 2, 5", "3, 3, 6, 2", "2, 2, 3, 3", "1, 1, 4, 4"})
  void diracPassesChannelsOn(int height, int width, int channels, int filters) {
    float[] weights = values(Initializer.dirac(), Shape.of(height, width, channels, filters));
    int at = 0;
    for (int u = 0; u < height; u++) {
      for (int v = 0; v < width; v++) {
        boolean middle = u == (height - 1) / 2 && v == (width - 1) / 2;
        for (int c = 0; c < channels; c++) {
          for (int f = 0; f < filters; f++, at++) {
            if (f < channels) {
              assertThat(weights[at]).isEqualTo(middle && c == f ? 1 : 0);
            } else {
              assertThat(weights[at]).isNotZero();
            }
          }
        }
      }
    }
    assertThat(values(Initializer.dirac(), Shape.of(2, 2))).containsExactly(1, 0, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"18, 5", "5, 18", "8, 8", "40, 1", "1, 7"})
  void orthogonalVectorsHaveLengthOneAndRightAngles(int rows, int columns) {
    float[] matrix = values(Initializer.orthogonal(), Shape.of(rows, columns));
    boolean wide = columns > rows;
    int count = Math.min(rows, columns);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b <= a; b++) {
        double product = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          product +=
              wide
                  ? (double) matrix[a * columns + k] * matrix[b * columns + k]
                  : (double) matrix[k * columns + a] * matrix[k * columns + b];
        }
        assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
    assertThat(values(new Initializer.Orthogonal(2), Shape.of(rows, columns))[0])
        .isEqualTo(2 * matrix[0]);
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> new Initializer.Orthogonal(0)).hasMessageContaining("gain");
    assertThatThrownBy(() -> new Initializer.Whitening(0)).hasMessageContaining("epsilon");
  }
}
