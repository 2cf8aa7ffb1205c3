package dev.kern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.report.draw.Raster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ThumbnailsTest {
  private static List<Integer> row(Raster raster) {
    return IntStream.range(0, raster.width()).mapToObj(column -> raster.at(0, column)).toList();
  }

  @Test
  void bringsChannelsToOneScale() {
    Tensor answer = Tensor.of(Shape.of(1, 2, 2), 0, 4, 2, 0);
    assertThat(Thumbnails.channels(answer))
        .extracting(ThumbnailsTest::row)
        .containsExactly(List.of(0x161233, 0x2a8278), List.of(0xf7e463, 0x161233));
    Tensor signed = Tensor.of(Shape.of(3), -2, 0, 1);
    assertThat(Thumbnails.channels(signed))
        .extracting(ThumbnailsTest::row)
        .containsExactly(List.of(0x0b2a66, 0x9a9a97, 0xe0ae6a));
  }

  @Test
  void showsNoMoreThanTheEyeTakesIn() {
    assertThat(Thumbnails.channels(Tensor.filled(Shape.of(100, 200, 40), 1)))
        .hasSize(Thumbnails.MOST)
        .allSatisfy(raster -> assertThat(raster.width()).isEqualTo(50));
  }

  @Test
  void takesTheFirstConvolutionUnlessThereIsNothingToSee() {
    Tensor first = Tensor.filled(Shape.of(3, 3, 1, 8), 0.1);
    Tensor second = Tensor.filled(Shape.of(5, 5, 8, 8), 0.1);
    Tensor biases = Tensor.filled(Shape.of(8), 0);
    Tensor points = Tensor.filled(Shape.of(1, 1, 3, 8), 0.1);
    assertThat(Thumbnails.filters(new TreeMap<>(Map.of("a", biases, "b", first, "c", second))))
        .contains(first);
    assertThat(Thumbnails.filters(Map.of("b", points))).isEmpty();
    assertThat(Thumbnails.filters(Map.of("a", biases))).isEmpty();
  }
}
