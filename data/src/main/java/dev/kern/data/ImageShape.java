package dev.kern.data;

import java.util.Optional;

/// The shape of an image, the same for all images of a data set.
///
/// @param height rows
/// @param width columns
/// @param channels 1 for grey, 3 for red, green and blue
public record ImageShape(int height, int width, int channels) {
  private static final int LONGEST = 1 << 13;
  private static final int USUAL_CHANNELS = 4;

  /// Checks that height, width and channels are from 1 to 8,192, and values at most 2³¹ - 1.
  public ImageShape {
    if (!fits(height, width, channels)) {
      throw new IllegalArgumentException(
          "an image has 1 to 8,192 rows, columns and channels, given %d x %d x %d"
              .formatted(height, width, channels));
    }
  }

  /// The shape of images in an array, or empty if these can't be its dimensions: they are out of
  /// range, or there are more than 4 channels and not fewer than rows and columns, so that the axes
  /// seem to stand in another order.
  public static Optional<ImageShape> of(long height, long width, long channels) {
    boolean ordered = channels <= USUAL_CHANNELS || channels < Math.min(height, width);
    return ordered && fits(height, width, channels)
        ? Optional.of(new ImageShape((int) height, (int) width, (int) channels))
        : Optional.empty();
  }

  private static boolean fits(long height, long width, long channels) {
    return Math.min(height, Math.min(width, channels)) >= 1
        && Math.max(height, Math.max(width, channels)) <= LONGEST
        && height * width * channels <= Integer.MAX_VALUE;
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
