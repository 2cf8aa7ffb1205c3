package dev.kern.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Buffers that live at the same time have places of their own.
class PlacementTest {
  private static final int PHASES = 12;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsApartWhatLivesAtTheSameTime(long seed) {
    Random random = new Random(seed);
    Map<PlannedBuffer, int[]> lifetimes = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      int first = random.nextInt(PHASES);
      PlannedBuffer buffer =
          new PlannedBuffer("b" + i, 1 + random.nextInt(200), random.nextInt(8) == 0);
      int last = first + random.nextInt(PHASES - first);
      lifetimes.put(buffer, buffer.permanent() ? new int[] {0, PHASES} : new int[] {first, last});
    }
    float[] arena = new Placement(new LinkedHashMap<>(lifetimes), PHASES).arena();
    lifetimes.forEach(
        (buffer, life) -> {
          assertThat(buffer.array()).isSameAs(arena);
          assertThat(buffer.at() % Placement.ALIGNMENT).isZero();
          assertThat(buffer.at() + buffer.size()).isLessThanOrEqualTo(arena.length);
          lifetimes.forEach(
              (other, otherLife) ->
                  assertThat(other != buffer && meet(life, otherLife) && overlap(buffer, other))
                      .as("%s over %s, seed %d", buffer.name(), other.name(), seed)
                      .isFalse());
        });
    assertThat(arena.length)
        .as("memory is used again")
        .isLessThan(
            lifetimes.keySet().stream().mapToInt(b -> b.size() + Placement.ALIGNMENT).sum());
  }

  private static boolean meet(int[] a, int[] b) {
    return a[0] <= b[1] && b[0] <= a[1];
  }

  private static boolean overlap(PlannedBuffer a, PlannedBuffer b) {
    return a.at() < b.at() + b.size() && b.at() < a.at() + a.size();
  }
}
