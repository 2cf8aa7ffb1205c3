package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fingerprints in order, against a sort of objects by a comparator.
final class FingerprintOrderTest {
  private static final ImageShape SHAPE = new ImageShape(3, 1, 1);
  private static final Random RANDOM = new Random(5);

  /// Images of few values, so that many are equal.
  private static Split images(int count) {
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (RANDOM.nextInt(12) - 6);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = RANDOM.nextInt(3);
    }
    return Split.of(SHAPE, pixels, labels, Normalization.COURSE);
  }

  private static List<Integer> byComparator(Split split) {
    return IntStream.range(0, split.count())
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(split::fingerprint).thenComparing(i -> i))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 1023, 1024, 1025, 5000})
  void isThatOfAComparator(int count) {
    Split split = images(count);
    for (int threads = 1; threads <= 3; threads++) {
      FingerprintOrder order = FingerprintOrder.of(split, threads);
      assertThat(order.order())
          .containsExactly(byComparator(split).stream().mapToInt(i -> i).toArray());
      for (int i = 0; i < count; i++) {
        assertThat(order.prints()[i]).isEqualTo(split.fingerprint(i));
      }
    }
  }

  @Test
  void groupsAreOfEqualOnes() {
    Split split = images(3000);
    int seen = 0;
    for (int[] group : Fingerprint.groups(split)) {
      for (int i : group) {
        assertThat(split.fingerprint(i)).isEqualTo(split.fingerprint(group[0]));
      }
      assertThat(group).isSorted();
      seen += group.length;
    }
    assertThat(seen).isEqualTo(3000);
  }

  /// What was held out before by a sort of objects is held out still.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 30, 999, 4000})
  void heldOutSplitsAreThoseOfAComparator(int count) {
    Split train = images(count);
    Dataset data =
        Dataset.of(
            List.of("a", "b", "c"),
            Map.of(SplitName.TRAIN, train),
            Normalization.COURSE,
            Provenance.ofProgram("made"));
    Dataset cut = HoldOutSplitter.missing(data);
    SplitName[] goes = heldOut(train);
    for (SplitName splitName : SplitName.values()) {
      int[] expected = IntStream.range(0, count).filter(i -> goes[i] == splitName).toArray();
      assertThat(cut.split(splitName).map(Split::count).orElse(0)).isEqualTo(expected.length);
      for (int i = 0; i < expected.length; i++) {
        Split split = cut.split(splitName).orElseThrow();
        assertThat(split.fingerprint(i)).isEqualTo(train.fingerprint(expected[i]));
        assertThat(split.label(i)).isEqualTo(train.label(expected[i]));
      }
    }
  }

  private static SplitName[] heldOut(Split train) {
    List<List<Integer>> groups = new ArrayList<>();
    long last = 0;
    for (int i : byComparator(train)) {
      if (groups.isEmpty() || train.fingerprint(i) != last) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(i);
      last = train.fingerprint(i);
    }
    SplitName[] goes = new SplitName[train.count()];
    Arrays.fill(goes, SplitName.TRAIN);
    int[] perClass = new int[3];
    for (int i = 0; i < train.count(); i++) {
      perClass[train.label(i)]++;
    }
    for (SplitName splitName : List.of(SplitName.TEST, SplitName.VALID)) {
      int[] left = new int[3];
      for (int c = 0; c < 3; c++) {
        left[c] = perClass[c] < 3 ? 0 : Math.max(1, (perClass[c] + 5) / 10);
      }
      for (List<Integer> group : groups) {
        int label = train.label(group.getFirst());
        if (goes[group.getFirst()] == SplitName.TRAIN && group.size() <= left[label]) {
          left[label] -= group.size();
          group.forEach(i -> goes[i] = splitName);
        }
      }
    }
    return goes;
  }
}
