package dev.kern.kernel;

import org.jspecify.annotations.Nullable;

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

  /// The machine of this name, such as `8x16` for vectors of 8 floats and 16 registers, or this one
  /// if there is no name.
  ///
  /// @param lanes floats in a vector of this machine
  public static TargetMachine of(@Nullable String name, int lanes) {
    if (name == null) {
      return of(lanes);
    }
    int x = name.indexOf('x');
    return new TargetMachine(
        Integer.parseInt(name.substring(0, x)), Integer.parseInt(name.substring(x + 1)));
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
