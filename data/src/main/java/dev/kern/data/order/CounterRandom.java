package dev.kern.data.order;

/// Random bits as a function of a counter: no state, the same on every machine.
///
/// `dev.kern.math.Randomness` has the same mixing step; this module doesn't depend on that one's.
public final class CounterRandom {
  /// An odd number near `2^64` divided by the golden ratio: a step that visits all 64-bit numbers.
  public static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private CounterRandom() {}

  /// Bits of a counter under a key.
  public static long of(long key, long counter) {
    return mix(mix(key + GOLDEN) + counter * GOLDEN);
  }

  /// A permutation of the 64-bit numbers that spreads every bit over all.
  ///
  /// Source: Stafford's variant 13 of MurmurHash3's finaliser, as in SplitMix64.
  public static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long x = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
