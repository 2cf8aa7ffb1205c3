package dev.kern.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.compile.TaskInfo;
import dev.kern.compile.TaskRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is predicted from blocks and barriers.
class ScalingTest {
  private static TaskInfo task(int phase, int chain, int blocks) {
    return new TaskInfo("op", "node", TaskRole.FORWARD, 0, phase, chain, blocks, 100);
  }

  private static final Scaling THREE =
      new Scaling(
          List.of(task(0, 0, 4), task(0, 0, 4), task(0, 1, 1), task(1, 0, 3)),
          List.of(3e6, 1e6, 2e6, 3e6));

  @Test
  void countsPhasesBlocksAndBytes() {
    assertThat(THREE.phases()).isEqualTo(2);
    assertThat(THREE.blocks()).isEqualTo(4 + 1 + 3);
    assertThat(THREE.sharedBytes()).isEqualTo(400);
  }

  @Test
  void takesTheTimeOfTheBusiestThreadInEachPhase() {
    assertThat(THREE.nanos(1)).isCloseTo(9e6, within(1.0));
    // Four blocks of 1 ms and one of 2; then three of 1.
    assertThat(THREE.nanos(2)).isCloseTo(3e6 + 2e6, within(1e4));
    assertThat(THREE.nanos(8)).isCloseTo(2e6 + 1e6, within(1e4));
  }

  @Test
  void barriersGrowLessThanInProportion() {
    for (int threads = 2; threads <= 64; threads *= 2) {
      double lines = Scaling.lines(64, threads);
      assertThat(Scaling.lines(64, 2 * threads)).isBetween(lines, 2 * lines);
    }
  }
}
