package dev.kern.data.format.store;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.PixelRange;
import dev.kern.data.Pixels;
import dev.kern.data.Split;

/// The pixels of one or more splits, where a [PixelStore] keeps them.
public interface StoredPixels {
  /// Where they come from, for messages.
  String place();

  /// Whether they are floats.
  boolean areFloats();

  /// Their least and greatest.
  PixelRange range();

  /// Whether they are values from 0 to 255 that are still to be normalised.
  default boolean areRaw() {
    return !areFloats() || range().isRaw();
  }

  /// A split of them.
  ///
  /// @param scaling how bytes, and floats if they are raw, become a network's input
  /// @param raw whether they are raw: none of several parts is if all have values of 0 and 1 alone
  Split split(ImageShape shape, int[] labels, Normalization scaling, boolean raw);

  /// Pixels on the heap.
  static StoredPixels of(Pixels pixels) {
    return new OnHeap(pixels);
  }

  /// Pixels in an array.
  final class OnHeap implements StoredPixels {
    private final Pixels pixels;
    private boolean scaled;

    private OnHeap(Pixels pixels) {
      this.pixels = pixels;
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
        values[i] = scaling.apply(values[i]);
      }
    }
  }
}
