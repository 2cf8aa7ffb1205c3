package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.PixelRange;
import dev.kern.data.Split;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Pixels in a scratch file, one image after the other.
final class ScratchPixels {
  private ScratchPixels() {}

  static StoredPixels ofBytes(String place, MemorySegment pixels) {
    return new BytePixels(place, 1) {
      @Override
      MemorySegment piece(int index) {
        return pixels;
      }

      @Override
      public Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw) {
        long size = shape.size();
        return new ScratchByteSplit(
            shape, pixels, sample -> sample * size, labels, scaling.table());
      }
    };
  }

  static StoredPixels ofFloats(
      String place, MemorySegment pixels, PixelRange range, boolean integers) {
    return new Floats(place, pixels, range, integers);
  }

  /// @param areIntegers whether they were integers in the file
  private record Floats(String place, MemorySegment pixels, PixelRange range, boolean areIntegers)
      implements StoredPixels {
    @Override
    public void spread() {
      throw new IllegalStateException("no bytes");
    }

    @Override
    public boolean areFloats() {
      return true;
    }

    @Override
    public Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw) {
      Optional<Normalization> left = raw ? Optional.of(scaling) : Optional.empty();
      return new ScratchFloatSplit(shape, pixels, labels, left);
    }
  }
}
