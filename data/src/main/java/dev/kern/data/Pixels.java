package dev.kern.data;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The pixels of one split, as stored in its file.
public sealed interface Pixels {
  /// The pixels of an array; fails with `DataException` if one isn't a number.
  static Pixels of(NumberArray array, ImageShape shape) {
    return array.type().equals(Optional.of(NumberType.UINT8))
        ? new Bytes(array.place(), array.bytes())
        : Floats.of(array.place(), array.floats(), shape);
  }

  /// Where they come from, for messages.
  String place();

  /// Their least and greatest.
  PixelRange range();

  /// Floats.
  @SuppressWarnings("ArrayRecordComponent") // a pair on its way to a split, never compared
  record Floats(String place, float[] values, PixelRange range) implements Pixels {
    /// Floats, all of which must be finite; fails with `DataException` if one isn't.
    public static Floats of(String place, float[] values, ImageShape shape) {
      return new Floats(place, values, PixelRange.of(place, values, shape.size()));
    }
  }

  /// Bytes, 0 to 255.
  @SuppressWarnings("ArrayRecordComponent") // a pair on its way to a split, never compared
  record Bytes(String place, byte[] values) implements Pixels {
    @Override
    public PixelRange range() {
      return PixelRange.ofBytes(MemorySegment.ofArray(values));
    }
  }
}
