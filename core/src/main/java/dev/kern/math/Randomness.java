package dev.kern.math;

/// Counter-based random numbers: the bits of an element are a function of its position.
///
/// The output of a stateful generator depends on the order of the calls, and so on the number of
/// threads. Here every random number is `bits(key(seed, step, stream), element)`, a pure function,
/// so that every thread, every run and every resumed run computes the same one.
///
/// Source: the idea comes from Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3";
/// the mixing steps are the finalisers of MurmurHash3 (Appleby) and SplitMix64 (Steele et al.
/// 2014).
public final class Randomness {
  private static final float UNIT = 0x1p-24f;
  private static final int GOLDEN = 0x9E3779B9;

  private Randomness() {}

  /// The key of one stream of random numbers.
  ///
  /// @param seed the run's seed
  /// @param step the training step
  /// @param stream distinguishes the consumers of random numbers within a step, such as dropout
  ///   nodes
  public static int key(long seed, long step, int stream) {
    long mixed = mix(mix(mix(seed) + step) + stream);
    return (int) (mixed ^ (mixed >>> 32));
  }

  /// 32 random bits for an element of a stream; uses only int arithmetic, so that vector lanes
  /// compute exactly the same bits.
  public static int bits(int key, int element) {
    int h = (element * GOLDEN) ^ key;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    h ^= h >>> 16;
    h = (h + key) * 0x27D4EB2F;
    return h ^ (h >>> 15);
  }

  /// A number in `[0, 1)` with 24 random bits, exact in float.
  public static float uniform(int key, int element) {
    return (bits(key, element) >>> 8) * UNIT;
  }

  /// A number in `(0, 1)` with 53 random bits, from two elements' worth of bits.
  public static double uniformDouble(long key, long element) {
    return ((mix(mix(key) + element) >>> 11) + 0.5) * 0x1p-53;
  }

  /// A 64-bit finaliser: every input bit changes about half of the output bits.
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
