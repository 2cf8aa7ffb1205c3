package dev.kern.data.pickle;

import org.jspecify.annotations.Nullable;

/// The functions that a pickle may call. Nothing else can be called, whatever the file says.
enum AllowedFunction implements PickleValue {
  /// Creates an empty array, which its state fills: protocols 0 to 4.
  RECONSTRUCT("_reconstruct", "numpy._core.multiarray", "numpy.core.multiarray"),
  /// Wraps a byte string in an array: protocol 5.
  FROM_BUFFER("_frombuffer", "numpy._core.numeric", "numpy.core.numeric"),
  /// A single number.
  SCALAR("scalar", "numpy._core.multiarray", "numpy.core.multiarray"),
  /// The class passed to `RECONSTRUCT`; it can't be called.
  NDARRAY("ndarray", "numpy", "numpy"),
  /// A number type.
  DTYPE("dtype", "numpy", "numpy"),
  /// Python 3's bytes in protocols 0 to 2: a string to be encoded in Latin-1.
  ENCODE("encode", "_codecs", "_codecs"),
  /// Python 3's empty bytes in protocols 0 to 2.
  BYTES("bytes", "builtins", "__builtin__");

  private final String name;
  private final String module;
  private final String olderModule;

  AllowedFunction(String name, String module, String olderModule) {
    this.name = name;
    this.module = module;
    this.olderModule = olderModule;
  }

  /// The function of that module and name, or null if a pickle may not name it.
  static @Nullable AllowedFunction of(String module, String name) {
    for (AllowedFunction function : values()) {
      if (function.name.equals(name)
          && (function.module.equals(module) || function.olderModule.equals(module))) {
        return function;
      }
    }
    return null;
  }

  @Override
  public String kind() {
    return module + "." + name;
  }
}
