package dev.kern.data.shard;

import java.util.Locale;

/// How a shard holds a pixel.
public enum PixelType {
  /// A byte from 0 to 255, which the data set's normalisation turns into a float.
  UINT8(1, 1),
  /// A float, as a network gets it.
  FLOAT32(2, 4);

  private final int code;
  private final int bytes;

  PixelType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// What stands for it in the header.
  int code() {
    return code;
  }

  /// Bytes per pixel.
  public int bytes() {
    return bytes;
  }

  /// NumPy's name: `uint8`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
