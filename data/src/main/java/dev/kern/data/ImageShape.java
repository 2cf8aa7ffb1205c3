package dev.kern.data;

import java.util.Optional;

/// The shape of an image, the same for all images of a data set.
///
/// @param height rows
/// @param width columns
/// @param channels 1 for grey, 3 for red, green and blue
public record ImageShape(int height, int width, int channels) {
  private static final int LONGEST = 1 << 13;
  private static final int MOST_CHANNELS = 4;

  /// Checks that height and width are from 1 to 8,192, channels from 1 to 4.
  public ImageShape {
    if (!fits(height, width, channels)) {
      throw new IllegalArgumentException(
          "an image has 1 to 8,192 rows and columns and 1 to 4 channels, given %d x %d x %d"
              .formatted(height, width, channels));
    }
  }

  /// The shape with these dimensions, or empty if they are out of range.
  public static Optional<ImageShape> of(long height, long width, long channels) {
    return fits(height, width, channels)
        ? Optional.of(new ImageShape((int) height, (int) width, (int) channels))
        : Optional.empty();
  }

  private static boolean fits(long height, long width, long channels) {
    return Math.min(height, Math.min(width, channels)) >= 1
        && Math.max(height, width) <= LONGEST
        && channels <= MOST_CHANNELS;
  }

  /// Values per image.
  public int size() {
    return height * width * channels;
  }

  /// `28 x 28`, or `32 x 32 x 3`.
  @Override
  public String toString() {
    return height + " x " + width + (channels == 1 ? "" : " x " + channels);
  }
}
