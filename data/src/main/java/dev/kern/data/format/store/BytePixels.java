package dev.kern.data.format.store;

import dev.kern.data.Levels;
import dev.kern.data.PixelRange;
import java.lang.foreign.MemorySegment;

/// Pixels of bytes, in one or more pieces of memory.
abstract class BytePixels implements StoredPixels {
  private final String place;
  private final int count;
  private boolean spread;

  /// @param count how many pieces there are
  BytePixels(String place, int count) {
    this.place = place;
    this.count = count;
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
    PixelRange range = PixelRange.NONE;
    for (int i = 0; i < count && range.isDark(); i++) {
      range = range.and(PixelRange.ofBytes(piece(i)));
    }
    return range;
  }

  @Override
  public final void spread() {
    for (int i = 0; i < count && !spread; i++) {
      Levels.spread(piece(i));
    }
    spread = true; // once, though two parts may share them
  }

  abstract MemorySegment piece(int index);
}
