package dev.kern.data;

/// A running 64-bit hash.
///
/// Not made against attackers: who makes two pictures collide only keeps them in one split.
final class Fingerprint {
  private Fingerprint() {}

  /// The hash of what came before, and of `bits`.
  static long add(long hash, long bits) {
    long mixed = (hash ^ bits) * Bits.GOLDEN;
    return mixed ^ (mixed >>> 29);
  }

  /// Spreads the last bits over all.
  static long end(long hash) {
    return Bits.mix(hash);
  }
}
