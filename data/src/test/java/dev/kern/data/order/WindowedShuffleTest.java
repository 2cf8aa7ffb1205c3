package dev.kern.data.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Batches;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The order of images for data larger than memory.
final class WindowedShuffleTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 5",
    "2, 1",
    "7, 3",
    "128, 1",
    "129, 1",
    "1000, 3",
    "2560, 10",
    "2569, 10",
    "9999, 17"
  })
  void everyImageComesOnce(int count, int block) {
    WindowedShuffle windows = new WindowedShuffle(count, block);
    for (long key = 0; key < 5; key++) {
      BitSet seen = new BitSet(count);
      for (int i = 0; i < count; i++) {
        seen.set(windows.at(key, i));
      }
      assertThat(seen.cardinality()).isEqualTo(count);
      assertThat(seen.length()).isEqualTo(count);
    }
  }

  @Test
  void aWindowTakesImagesFromItsBlocksAndFromAllOfThem() {
    WindowedShuffle windows = new WindowedShuffle(100_007, 50);
    assertThat(windows.window()).isEqualTo(128 * 50);
    for (int from = 0; from + windows.window() < 100_000; from += windows.window()) {
      Set<Integer> expected = new HashSet<>();
      Set<Integer> taken = new HashSet<>();
      for (int i = from; i < from + windows.window(); i++) {
        taken.add(windows.at(9, i));
        int first = windows.firstOfBlock(9, i);
        expected.add((first + i % windows.block()) % 100_007);
      }
      assertThat(taken).isEqualTo(expected);
    }
  }

  @Test
  void whatIsLeftComesLastAndElsewhereInEachEpoch() {
    WindowedShuffle windows = new WindowedShuffle(1049, 50);
    int[] first = new int[3];
    for (int key = 0; key < 3; key++) {
      int start = windows.firstOfBlock(key, 1000);
      first[key] = start;
      int[] rest = new int[49];
      for (int i = 0; i < 49; i++) {
        rest[i] = windows.at(key, 1000 + i);
      }
      Arrays.sort(rest);
      assertThat(rest)
          .containsExactly(IntStream.range(0, 49).map(i -> (start + i) % 1049).sorted().toArray());
    }
    assertThat(first).doesNotHaveDuplicates();
  }

  @Test
  void epochsAndSeedsDiffer() {
    Split split = Split.of(new ImageShape(1, 1, 1), new float[1000], new int[1000]);
    Batches one = Batches.windowed(split, 1000, 1);
    int[] order = order(one, 0);
    assertThat(order(one, 0)).containsExactly(order);
    assertThat(order(one, 1)).isNotEqualTo(order);
    assertThat(order(Batches.windowed(split, 1000, 2), 0)).isNotEqualTo(order);
  }

  private static int[] order(Batches batches, long step) {
    return IntStream.range(0, batches.batch()).map(i -> batches.sample(step, i)).toArray();
  }

  @Test
  void neighboursInTimeAreFarApartAsInAFullShuffle() {
    int count = 64_000;
    WindowedShuffle windows = new WindowedShuffle(count, 50);
    double sum = 0;
    for (int i = 1; i < count; i++) {
      sum += Math.abs(windows.at(3, i) - windows.at(3, i - 1));
    }
    // Two random places on a line of length 1 are 1/3 apart.
    assertThat(sum / (count - 1) / count).isBetween(0.32, 0.35);
  }
}
