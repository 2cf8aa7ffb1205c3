package dev.kern.kernel;

/// What a kernel's shape is fitted to: how wide vectors are and how many registers hold them.
///
/// @param lanes floats in a vector: 2, 4, 8 or 16
/// @param registers vector registers: 16 or 32
public record TargetMachine(int lanes, int registers) {
  /// This machine with vectors of `lanes` floats.
  ///
  /// Registers are 32 with AVX-512 and on ARM, 16 with AVX2 and older.
  public static TargetMachine of(int lanes) {
    boolean arm = System.getProperty("os.arch", "").contains("aarch64");
    return new TargetMachine(lanes, lanes >= 16 || arm ? 32 : 16);
  }

  /// A limit that depends on whether there are 32 registers or 16.
  public int choose(int with32, int with16) {
    return registers >= 32 ? with32 : with16;
  }

  /// How many vectors `n` floats fill, the last one perhaps in part.
  public int vectors(int n) {
    return Math.ceilDiv(n, lanes);
  }
}
