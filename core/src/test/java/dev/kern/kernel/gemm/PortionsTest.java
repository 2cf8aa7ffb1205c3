package dev.kern.kernel.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Portions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortionsTest {
  /// A block is needed where the ladder takes it, and nowhere else.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 16})
  void needsTheBlocksThatALadderTakes(int tallest) {
    MicroKernels ladder = new MicroKernels(List.of(), tallest);
    for (int extent = 1; extent < 70; extent++) {
      for (int size = 1; size < 40; size++) {
        Set<Integer> taken = new HashSet<>();
        for (int m = 0; m < extent; ) {
          int step = ladder.step(Math.min(extent, m / size * size + size) - m);
          taken.add(step);
          m += step;
        }
        Portions portions = new Portions(extent, size);
        for (int rows = tallest; rows > 0; rows = Integer.highestOneBit(rows - 1)) {
          assertThat(portions.need(rows, tallest))
              .as("%s, block of %d", portions, rows)
              .isEqualTo(taken.contains(rows));
        }
      }
    }
  }
}
