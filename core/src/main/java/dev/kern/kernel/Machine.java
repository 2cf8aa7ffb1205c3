package dev.kern.kernel;

/// What a kernel's shape is fitted to: how wide vectors are and how many registers hold them.
///
/// @param lanes floats in a vector: 2, 4, 8 or 16
/// @param registers vector registers: 16 or 32
record Machine(int lanes, int registers) {
  /// This machine with vectors of `lanes` floats.
  ///
  /// Registers are 32 with AVX-512 and on ARM, 16 with AVX2 and older.
  static Machine of(int lanes) {
    boolean arm = System.getProperty("os.arch", "").contains("aarch64");
    return new Machine(lanes, lanes >= 16 || arm ? 32 : 16);
  }

  /// This machine with vectors that `channels` channels fill, of two lanes or more.
  Machine narrowedTo(int channels) {
    return new Machine(Math.min(lanes, Integer.highestOneBit(channels)), registers);
  }

  /// How many vectors `n` floats fill, the last one perhaps in part.
  int vectors(int n) {
    return Math.ceilDiv(n, lanes);
  }
}
