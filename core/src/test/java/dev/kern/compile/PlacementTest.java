package dev.kern.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Buffers that are in use at the same time have places of their own.
@SuppressWarnings("ReferenceEquality") // whether it is the same memory
class PlacementTest {
  private static final int PHASES = 12;
  private static final int LONG_ENOUGH = 1 << 20;
  private static final BlockPartition CUT = BlockPartition.samples(16);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsApartWhatIsInUseAtTheSameTime(long seed) {
    Map<Buffer, Lifetime> lifetimes = someLifetimes(new Random(seed));
    float[][] arrays = placed(new Placement(lifetimes, PHASES, LONG_ENOUGH));
    assertThat(arrays).hasNumberOfRows(1);
    expectApart(lifetimes, seed);
    assertThat(arrays[0].length)
        .as("memory is used again")
        .isLessThan(
            lifetimes.keySet().stream().mapToInt(b -> b.size() + Placement.ALIGNMENT).sum());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void takesSeveralArraysWhereOneWouldBeTooLong(long seed) {
    Map<Buffer, Lifetime> lifetimes = someLifetimes(new Random(seed));
    int longest = lifetimes.keySet().stream().mapToInt(Buffer::size).max().orElseThrow();
    float[][] arrays = placed(new Placement(lifetimes, PHASES, 64));
    assertThat(arrays.length).isGreaterThan(1);
    for (float[] array : arrays) {
      assertThat(array.length).isBetween(1, longest + Placement.ALIGNMENT);
    }
    expectApart(lifetimes, seed);
  }

  @Test
  void aChainOfAnyLengthTakesTwoPlaces() {
    Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    for (int layer = 0; layer < 100; layer++) {
      Lifetime.Turns turns = new Lifetime.Turns(CUT, layer, layer + 1, false);
      lifetimes.put(new PlannedBuffer("y" + layer, 160, false), new Lifetime(1, 1, turns, turns));
    }
    assertThat(new Placement(lifetimes, 2, LONG_ENOUGH).lengths()).containsExactly(320);
  }

  @Test
  void otherBlocksAndOtherSizesHandNothingOver() {
    Lifetime.Turns early = new Lifetime.Turns(CUT, 0, 1, false);
    Lifetime.Turns late = new Lifetime.Turns(CUT, 2, 3, false);
    Lifetime.Turns otherwise = new Lifetime.Turns(BlockPartition.samples(32), 2, 3, false);
    Lifetime first = new Lifetime(0, 1, null, early);
    assertThat(first.handsOverTo(new Lifetime(1, 2, late, null))).isTrue();
    assertThat(first.handsOverTo(new Lifetime(1, 2, otherwise, null))).isFalse();
    assertThat(first.handsOverTo(new Lifetime(1, 2, null, null))).isFalse();
    assertThat(first.handsOverTo(new Lifetime(1, 2, early, null))).isFalse();
    Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    lifetimes.put(new PlannedBuffer("large", 320, false), first);
    lifetimes.put(new PlannedBuffer("small", 160, false), new Lifetime(1, 2, late, null));
    assertThat(new Placement(lifetimes, 3, LONG_ENOUGH).lengths()).containsExactly(480);
  }

  @Test
  void aResultTakesThePlaceOfAnInputThatYields() {
    for (boolean yields : new boolean[] {false, true}) {
      Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
      for (int layer = 0; layer < 100; layer++) {
        Lifetime.Turns turns = new Lifetime.Turns(CUT, layer, layer + 1, yields);
        lifetimes.put(new PlannedBuffer("y" + layer, 160, false), new Lifetime(1, 1, turns, turns));
      }
      assertThat(new Placement(lifetimes, 2, LONG_ENOUGH).lengths())
          .containsExactly(yields ? 160 : 320);
    }
  }

  @Test
  void countsInLongs() {
    Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      lifetimes.put(
          new PlannedBuffer("b" + i, Integer.MAX_VALUE - 100, false),
          new Lifetime(0, 1, null, null));
    }
    assertThat(new Placement(lifetimes, 2).lengths())
        .hasSize(5)
        .containsOnly(Integer.MAX_VALUE - 100);
  }

  private static Map<Buffer, Lifetime> someLifetimes(Random random) {
    List<PlannedBuffer> buffers =
        IntStream.range(0, 80)
            .mapToObj(
                i -> {
                  int size = random.nextBoolean() ? 160 : 1 + random.nextInt(200);
                  return new PlannedBuffer("b" + i, size, random.nextInt(8) == 0);
                })
            .toList();
    Lifetime[] lives =
        buffers.stream()
            .map(b -> b.permanent() ? new Lifetime(0, PHASES - 1, null, null) : someLife(random))
            .toArray(Lifetime[]::new);
    Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    IntStream.range(0, lives.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> begin(lives[i])))
        .forEach(i -> lifetimes.put(buffers.get(i), lives[i]));
    return lifetimes;
  }

  private static Lifetime someLife(Random random) {
    int first = random.nextInt(PHASES);
    int last = first + random.nextInt(Math.min(3, PHASES - first));
    Lifetime.Turns entry = someTurns(random);
    return new Lifetime(first, last, entry, first == last ? entry : someTurns(random));
  }

  private static Lifetime.Turns someTurns(Random random) {
    int first = random.nextInt(6);
    return new Lifetime.Turns(CUT, first, first + random.nextInt(3), random.nextBoolean());
  }

  private static int begin(Lifetime life) {
    Lifetime.Turns entry = life.entry();
    return 100 * life.first() + (entry == null ? 0 : entry.first());
  }

  private static float[][] placed(Placement placement) {
    float[][] arrays =
        Arrays.stream(placement.lengths()).mapToObj(float[]::new).toArray(float[][]::new);
    placement.into(arrays);
    return arrays;
  }

  private static void expectApart(Map<Buffer, Lifetime> lifetimes, long seed) {
    lifetimes.forEach(
        (buffer, life) -> {
          assertThat(buffer.at() % Placement.ALIGNMENT).isZero();
          assertThat(buffer.at() + buffer.size()).isLessThanOrEqualTo(buffer.array().length);
          lifetimes.forEach(
              (other, otherLife) ->
                  assertThat(
                          buffer.equals(other)
                              || !overlap(buffer, other)
                              || !life.meets(otherLife)
                              || (sharesRows(buffer, other) && inTurn(life, otherLife)))
                      .as("%s over %s, seed %d", life, otherLife, seed)
                      .isTrue());
        });
  }

  /// Whether one lifetime ends before the other begins, in turns of a chain.
  private static boolean inTurn(Lifetime a, Lifetime b) {
    return a.handsOverTo(b) || b.handsOverTo(a);
  }

  private static boolean sharesRows(Buffer a, Buffer b) {
    return a.at() == b.at() && a.size() == b.size();
  }

  @SuppressWarnings("ReferenceEquality") // the same array
  private static boolean overlap(Buffer a, Buffer b) {
    return a.array() == b.array() && a.at() < b.at() + b.size() && b.at() < a.at() + a.size();
  }
}
