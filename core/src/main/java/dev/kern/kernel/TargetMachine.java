package dev.kern.kernel;

/// The machine that kernels are generated for: its vector width and number of vector registers.
///
/// @param lanes floats in a vector: 2, 4, 8 or 16
/// @param registers vector registers: 16 or 32
public record TargetMachine(int lanes, int registers) {
  /// A machine like this one, with vectors of `lanes` floats.
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

  /// How many vectors hold `n` floats; the last one may be only partly filled.
  public int vectors(int n) {
    return Math.ceilDiv(n, lanes);
  }
}
