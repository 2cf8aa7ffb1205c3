package dev.kern.data;

import java.util.Optional;

/// What images are brought to when a data set is opened.
///
/// Sizes change as [ResizeMode#STRETCH] says. Of colours, grey images get the brightness (0.299
/// red, 0.587 green, 0.114 blue); grey gives equal colours. Transparent places show white, in image
/// files always, in arrays of two or four channels where the number of channels changes.
///
/// @param extents rows and columns, or empty to keep them
/// @param channels 1 for grey, 3 for colours, or empty to keep them
public record ImageTarget(Optional<Extents> extents, Optional<Integer> channels) {
  /// Images stay as they are.
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

  /// Checks that a network's images can have that size, and image files so many channels.
  public ImageTarget {
    extents.ifPresent(
        to -> {
          if (ImageShape.of(to.height, to.width, 1).isEmpty()) {
            throw new IllegalArgumentException(to + ": images have 1 to 8,192 pixels a side");
          }
        });
    channels.ifPresent(
        count -> {
          if (count != 1 && count != 3) {
            throw new IllegalArgumentException(
                count + " channels: images are made grey, 1, or coloured, 3");
          }
        });
  }

  /// To the size and channels of other images.
  public static ImageTarget to(ImageShape shape) {
    return to(shape.height(), shape.width()).withChannels(shape.channels());
  }

  /// To that many rows and columns.
  public static ImageTarget to(int height, int width) {
    return new ImageTarget(Optional.of(new Extents(height, width)), Optional.empty());
  }

  /// The same, and to that many channels.
  public ImageTarget withChannels(int count) {
    return new ImageTarget(extents, Optional.of(count));
  }

  /// Whether images stay as they are, all of them.
  public boolean isNone() {
    return equals(AS_IS);
  }

  /// What images of a shape become.
  public ImageShape of(ImageShape shape) {
    return new ImageShape(
        extents.map(Extents::height).orElse(shape.height()),
        extents.map(Extents::width).orElse(shape.width()),
        channels.orElse(shape.channels()));
  }
}
