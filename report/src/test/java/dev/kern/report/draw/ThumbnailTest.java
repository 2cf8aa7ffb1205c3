package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ThumbnailTest {
  private static final Split GREYS =
      Split.of(new ImageShape(1, 3, 1), new float[] {-0.5f, 0, 0.25f}, new int[] {0});

  private static List<Integer> row(Raster raster) {
    return IntStream.range(0, raster.width()).mapToObj(column -> raster.at(0, column)).toList();
  }

  @Test
  void showsImagesAsTheyWereBeforeTheyWereNormalised() {
    assertThat(row(Thumbnail.of(GREYS, 0, Optional.of(Normalization.COURSE), 9)))
        .containsExactly(0x000000, 0x808080, 0xbfbfbf);
    assertThat(row(Thumbnail.of(GREYS, 0, Optional.empty(), 9)))
        .containsExactly(0x000000, 0xaaaaaa, 0xffffff);
  }

  @Test
  void showsColoursAsColours() {
    Split split =
        Split.of(new ImageShape(1, 2, 3), new float[] {1, 0, 0, 0, 0.5f, 1}, new int[] {0});
    assertThat(row(Thumbnail.of(split, 0, Optional.of(Normalization.UNIT), 9)))
        .containsExactly(0xff0000, 0x0080ff);
  }

  @Test
  void undoesTheScalingOfEachChannel() {
    byte[] pixels = {(byte) 255, 0, 16, 1, 2, 3};
    Split split = Split.of(new ImageShape(1, 2, 3), pixels, new int[] {0}, Normalization.IMAGENET);
    assertThat(row(Thumbnail.of(split, 0, Optional.of(Normalization.IMAGENET), 9)))
        .containsExactly(0xff0010, 0x010203);
  }
}
