package dev.kern.kernel.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.library.Geometries;
import java.util.List;
import org.junit.jupiter.api.Test;

class TilingTest {
  private static Tiling tiling(int side, int channels) {
    return new Tiling(
        new Winograd(4, 3), Geometries.same(side, side, channels, channels, 3, 3, 1, 1));
  }

  @Test
  void partsAnImageEvenlyIfItsRowsAllow() {
    assertThat(tiling(16, 32).unit(16)).isEqualTo(4);
    assertThat(tiling(32, 32).unit(16)).isEqualTo(4);
    assertThat(tiling(33, 32).unit(16)).isEqualTo(3);
    assertThat(tiling(112, 32).unit(16)).isEqualTo(1);
  }

  @Test
  void takesRowsOfSeveralImagesIfOneHasFew() {
    assertThat(tiling(4, 32).unit(16)).isEqualTo(16);
    assertThat(tiling(8, 32).unit(16)).isEqualTo(8);
  }

  /// Seven rows of seven tiles don't part into units of 16 tiles and more.
  @Test
  void takesRowsThatPartNoImageRatherThanFewTiles() {
    assertThat(tiling(28, 32).unit(16)).isEqualTo(3);
  }

  @Test
  void findsUnitsThatAnyNumberOfImagesIsMadeOf() {
    assertThat(tiling(28, 32).units(3)).containsExactly(3, 1);
    assertThat(tiling(4, 32).units(16)).containsExactly(16, 4, 1);
    for (int side = 1; side < 140; side++) {
      Tiling tiling = tiling(side, 32);
      for (int largest = 1; largest < 20; largest++) {
        List<Integer> units = tiling.units(largest);
        assertThat(tiling.rows() % units.getLast()).isZero();
        for (int i = 1; i < units.size(); i++) {
          assertThat(units.get(i - 1) % units.get(i)).as("%s", units).isZero();
        }
      }
    }
  }

  /// `C F` floats of filter per element beside `2 (C + F)` of each tile.
  @Test
  void findsMoreTilesWorthwhileForMoreChannels() {
    assertThat(tiling(16, 16).worthwhile()).isEqualTo(4);
    assertThat(tiling(16, 64).worthwhile()).isEqualTo(16);
    assertThat(tiling(16, 384).worthwhile()).isEqualTo(96);
  }
}
