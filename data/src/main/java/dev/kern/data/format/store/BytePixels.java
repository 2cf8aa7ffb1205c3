package dev.kern.data.format.store;

import dev.kern.data.PixelRange;

/// Pixels of bytes.
abstract class BytePixels implements StoredPixels {
  private final String place;

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
  public final PixelRange range() {
    return new PixelRange(0, 255);
  }
}
