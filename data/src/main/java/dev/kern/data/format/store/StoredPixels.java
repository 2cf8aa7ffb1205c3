package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Levels;
import dev.kern.data.Normalization;
import dev.kern.data.PixelRange;
import dev.kern.data.Pixels;
import dev.kern.data.Split;
import java.lang.foreign.MemorySegment;

/// The pixels of one or more splits, where a [PixelStore] keeps them.
public interface StoredPixels {
  /// Where they come from, for messages.
  String place();

  /// Whether they are floats.
  boolean areFloats();

  /// Whether they were integers in the file.
  boolean areIntegers();

  /// Their least and greatest; those of bytes as [PixelRange#ofBytes] has them.
  PixelRange range();

  /// Makes bytes of 0 and 1 such of 0 and 255, once.
  void spread();

  /// A split of them.
  ///
  /// @param scaling how bytes, and floats if they are raw, become a network's input; the latter by
  ///   its levels
  /// @param raw whether they are raw: none of several parts is if all have values of 0 and 1 alone
  Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw);

  /// Pixels on the heap.
  ///
  /// @param integers whether they were integers in the file
  static StoredPixels of(Pixels pixels, boolean integers) {
    return new OnHeap(pixels, integers);
  }

  /// Pixels in an array.
  final class OnHeap implements StoredPixels {
    private final Pixels pixels;
    private final boolean integers;
    private boolean scaled;

    private OnHeap(Pixels pixels, boolean integers) {
      this.pixels = pixels;
      this.integers = integers;
    }

    @Override
    public boolean areIntegers() {
      return integers;
    }

    @Override
    public void spread() {
      if (pixels instanceof Pixels.Bytes(_, byte[] values) && !scaled) {
        Levels.spread(MemorySegment.ofArray(values));
        scaled = true;
      }
    }

    @Override
    public String place() {
      return pixels.place();
    }

    @Override
    public boolean areFloats() {
      return pixels instanceof Pixels.Floats;
    }

    @Override
    public PixelRange range() {
      return pixels.range();
    }

    @Override
    public Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw) {
      return switch (pixels) {
        case Pixels.Bytes(_, byte[] values) -> Split.of(shape, values, labels, scaling);
        case Pixels.Floats(_, float[] values, _) -> {
          if (raw && !scaled) { // once, though two parts may share them
            scale(values, scaling);
            scaled = true;
          }
          yield Split.of(shape, values, labels);
        }
      };
    }

    private static void scale(float[] values, Normalization scaling) {
      for (int i = 0; i < values.length; i++) {
        values[i] = scaling.ofRaw(values[i]);
      }
    }
  }
}
