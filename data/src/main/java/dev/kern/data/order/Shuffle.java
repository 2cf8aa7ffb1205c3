package dev.kern.data.order;

/// A random order of `count` things that is computed, not stored: the position in the order gives
/// the thing, in a few nanoseconds, without memory and without state.
///
/// The bits of the position are split in two halves of `h` and `g` bits, and each round replaces
/// one half by its sum with a hash of the other, which is reversible; so it permutes the numbers
/// below `2^(h+g)`. A result that isn't below `count` is permuted again until it is, which keeps
/// the order a permutation and takes fewer than two tries on average.
///
/// Source: Luby and Rackoff 1988 for the rounds; Black and Rogaway 2002, "Ciphers with Arbitrary
/// Finite Domains", for the repetition.
public final class Shuffle implements Permutation {
  /// Enough that small counts come out even too, which the tests check.
  private static final int ROUNDS = 12;

  private final int count;
  private final int lowBits;
  private final int lowMask;
  private final int highMask;

  public Shuffle(int count) {
    this.count = count;
    int bits = Math.max(2, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
    this.lowBits = Math.floorDiv(bits, 2);
    this.lowMask = (1 << lowBits) - 1;
    this.highMask = (1 << (bits - lowBits)) - 1;
  }

  @Override
  public int at(long key, int position) {
    int thing = position;
    do {
      thing = permute(key, thing);
    } while (thing >= count);
    return thing;
  }

  private int permute(long key, int number) {
    int low = number & lowMask;
    int high = number >>> lowBits;
    for (int round = 0; round < ROUNDS; round += 2) {
      low = (low + (int) CounterRandom.of(key + round, high)) & lowMask;
      high = (high + (int) CounterRandom.of(key + round + 1, low)) & highMask;
    }
    return (high << lowBits) | low;
  }
}
