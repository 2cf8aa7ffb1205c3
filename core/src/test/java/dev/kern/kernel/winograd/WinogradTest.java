package dev.kern.kernel.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.kernel.library.Geometries;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WinogradTest {

  private static double[] times(LinearMap map, double[] x) {
    return map.rows().stream()
        .mapToDouble(row -> IntStream.range(0, x.length).mapToDouble(i -> row.get(i) * x[i]).sum())
        .toArray();
  }

  /// Along one side of a tile: `y = A' [ (G w) · (B' x) ]` are the sums of the definition.
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void filtersWithFewerMultiplications(int window) {
    Winograd form = new Winograd(4, window);
    double[] x = IntStream.range(0, form.side()).mapToDouble(i -> Math.sin(3 * i + 1)).toArray();
    double[] w = IntStream.range(0, window).mapToDouble(i -> Math.cos(2 * i + 1)).toArray();
    double[] input = times(form.input(), x);
    double[] filter = times(form.filter(), w);
    double[] products =
        IntStream.range(0, form.side()).mapToDouble(i -> input[i] * filter[i]).toArray();
    double[] y = times(form.output(), products);
    assertThat(y).hasSize(4);
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      for (int k = 0; k < window; k++) {
        sum += x[i + k] * w[k];
      }
      assertThat(y[i]).isCloseTo(sum, within(1e-6));
    }
  }

  @Test
  void servesWhereItPays() {
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 16, 5, 5, 1, 1))).isPresent();
    assertThat(Winograd.of(Geometries.valid(12, 12, 32, 32, 5, 5, 1, 1))).isPresent();
    assertThat(Winograd.of(Geometries.same(32, 32, 64, 64, 3, 3, 1, 1))).isPresent();
  }

  @Test
  void leavesAloneWhatItDoesNotSuit() {
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 16, 5, 5, 2, 1))).isEmpty();
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 16, 5, 5, 1, 2))).isEmpty();
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 16, 5, 3, 1, 1))).isEmpty();
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 16, 7, 7, 1, 1))).isEmpty();
    assertThat(Winograd.of(Geometries.same(28, 28, 1, 16, 5, 5, 1, 1))).isEmpty();
    assertThat(Winograd.of(Geometries.same(14, 14, 16, 8, 5, 5, 1, 1))).isEmpty();
  }

  /// A tile of four by four pixels is a waste where there is one.
  @Test
  void leavesTinyImagesAlone() {
    assertThat(Winograd.of(Geometries.same(1, 1, 16, 16, 3, 3, 1, 1))).isEmpty();
    assertThat(Winograd.of(Geometries.valid(5, 5, 16, 16, 5, 5, 1, 1))).isEmpty();
  }
}
