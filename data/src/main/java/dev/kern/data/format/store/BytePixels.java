package dev.kern.data.format.store;

import dev.kern.data.PixelRange;

/// Pixels of bytes.
abstract class BytePixels implements StoredPixels {
  private final String place;
  private boolean spread;

  BytePixels(String place) {
    this.place = place;
  }

  @Override
  public final String place() {
    return place;
  }

  @Override
  public final boolean areFloats() {
    return false;
  }

  @Override
  public final boolean areIntegers() {
    return true;
  }

  @Override
  public final PixelRange range() {
    return PixelRange.ofBytes(areBinary());
  }

  @Override
  public final void spread() {
    if (!spread) { // once, though two parts may share them
      spread = true;
      spreadAll();
    }
  }

  /// Whether all are 0 and 1.
  abstract boolean areBinary();

  /// Makes each 1 a 255.
  abstract void spreadAll();
}
