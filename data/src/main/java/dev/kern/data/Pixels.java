package dev.kern.data;

/// The pixels of one part of a data set, as its file has them.
sealed interface Pixels {
  /// Where they come from, for messages.
  String place();

  /// Whether they are values from 0 to 255 that are still to be normalised.
  boolean areRaw();

  /// Their least and greatest.
  PixelRange range();

  /// Floats.
  @SuppressWarnings("ArrayRecordComponent") // a pair on its way to a split, never compared
  record Floats(String place, float[] values, PixelRange range) implements Pixels {
    static Floats of(String place, float[] values, ImageShape shape) {
      return new Floats(place, values, PixelRange.of(place, values, shape.size()));
    }

    @Override
    public boolean areRaw() {
      return range.isRaw();
    }
  }

  /// Bytes, 0 to 255.
  @SuppressWarnings("ArrayRecordComponent") // a pair on its way to a split, never compared
  record Bytes(String place, byte[] values) implements Pixels {
    @Override
    public boolean areRaw() {
      return true;
    }

    @Override
    public PixelRange range() {
      return new PixelRange(0, 255);
    }
  }
}
