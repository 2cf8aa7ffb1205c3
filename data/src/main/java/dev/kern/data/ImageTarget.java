package dev.kern.data;

import java.util.Optional;

/// The size and channels that images are converted to when a data set is opened.
///
/// Images are resized as the mode says; only image files can be decoded at a fraction. Colour
/// becomes grey by brightness (0.299 red, 0.587 green, 0.114 blue); grey becomes equal red, green
/// and blue. Transparent pixels become white: always in image files, and in arrays of two or four
/// channels if the number of channels changes.
///
/// @param extents rows and columns, or empty to keep them
/// @param channels 1 for grey, 3 for colours, or empty to keep them
/// @param mode how images get to these rows and columns
public record ImageTarget(Optional<Extents> extents, Optional<Integer> channels, ResizeMode mode) {
  /// Leaves images unchanged.
  public static final ImageTarget AS_IS = new ImageTarget(Optional.empty(), Optional.empty());

  /// Rows and columns.
  ///
  /// @param height rows
  /// @param width columns
  public record Extents(int height, int width) {
    /// `28 x 28`.
    @Override
    public String toString() {
      return height + " x " + width;
    }
  }

  /// A target with the usual mode.
  private ImageTarget(Optional<Extents> extents, Optional<Integer> channels) {
    this(extents, channels, ResizeMode.REDUCED_STRETCH);
  }

  /// Checks that the size and the number of channels are supported, and that the mode's shorter
  /// side isn't below that size.
  public ImageTarget {
    extents.ifPresent(
        to -> {
          if (ImageShape.of(to.height, to.width, 1).isEmpty()) {
            throw new IllegalArgumentException(
                "images have 1 to 8,192 pixels per side, given " + to);
          }
          mode.expectCovers(to.height, to.width);
        });
    channels.ifPresent(
        count -> {
          if (count != 1 && count != 3) {
            throw new IllegalArgumentException(
                "images can have 1 channel (grey) or 3 (colour), given " + count);
          }
        });
  }

  /// A target with the size of a shape, and with its channels if image files can have as many.
  public static ImageTarget to(ImageShape shape) {
    ImageTarget size = to(shape.height(), shape.width());
    int channels = shape.channels();
    return channels == 1 || channels == 3 ? size.withChannels(channels) : size;
  }

  /// A target of that many rows and columns.
  public static ImageTarget to(int height, int width) {
    return new ImageTarget(Optional.of(new Extents(height, width)), Optional.empty());
  }

  /// A copy with that many channels.
  public ImageTarget withChannels(int count) {
    return new ImageTarget(extents, Optional.of(count), mode);
  }

  /// A copy that resizes in another way.
  public ImageTarget withMode(ResizeMode how) {
    return new ImageTarget(extents, channels, how);
  }

  /// Whether all images stay unchanged.
  public boolean isNone() {
    return extents.isEmpty() && channels.isEmpty();
  }

  /// Whether images that have the wanted rows and columns keep their pixels.
  public boolean keeps(int height, int width) {
    return extents.isEmpty() || mode.keeps(height, width);
  }

  /// The shape that images of a shape are converted to.
  public ImageShape of(ImageShape shape) {
    return new ImageShape(
        extents.map(Extents::height).orElse(shape.height()),
        extents.map(Extents::width).orElse(shape.width()),
        channels.orElse(shape.channels()));
  }
}
