package dev.kern.kernel.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.BlockPartition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroKernelsTest {
  /// A micro-kernel is needed exactly where `step` chooses it.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 16})
  void needsTheKernelsThatStepChooses(int tallest) {
    MicroKernels kernels = new MicroKernels(List.of(), tallest);
    for (int extent = 1; extent < 70; extent++) {
      for (int size = 1; size < 40; size++) {
        Set<Integer> taken = new HashSet<>();
        for (int m = 0; m < extent; ) {
          int step = kernels.step(Math.min(extent, m / size * size + size) - m);
          taken.add(step);
          m += step;
        }
        BlockPartition partition = new BlockPartition(extent, size);
        for (int rows = tallest; rows > 0; rows = Integer.highestOneBit(rows - 1)) {
          assertThat(MicroKernels.needs(partition, rows, tallest))
              .as("%s, block of %d", partition, rows)
              .isEqualTo(taken.contains(rows));
        }
      }
    }
  }
}
