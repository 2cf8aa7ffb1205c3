package dev.kern.report.draw;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import java.util.Optional;

/// What an image of a data set looks like.
public final class Thumbnail {
  private static final int COLOURS = 3;
  private static final int WHITE = 255;

  private Thumbnail() {}

  /// An image of a split, as it was before it was normalised; if that isn't known, from its darkest
  /// to its brightest value. Of four channels the first three are its colours.
  ///
  /// @param longest the most rows and columns
  public static Raster of(
      Split split, int image, Optional<Normalization> normalization, int longest) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(image, pixels, 0);
    if (normalization.isPresent() && !normalization.get().channels().isEmpty()) {
      for (int i = 0; i < pixels.length; i++) {
        int channel = i % split.shape().channels();
        pixels[i] = (float) normalization.get().value(pixels[i], channel);
      }
      return of(split.shape(), pixels, 0, WHITE, longest);
    }
    Extent range = Extent.of(pixels);
    double least = normalization.map(n -> (double) n.apply(0)).orElseGet(() -> range.least());
    double greatest =
        normalization.map(n -> (double) n.apply(255)).orElseGet(() -> range.greatest());
    return of(split.shape(), pixels, least, greatest, longest);
  }

  private static Raster of(
      ImageShape shape, float[] pixels, double least, double greatest, int longest) {
    int width = shape.width();
    int height = shape.height();
    int channels = shape.channels();
    Raster raster =
        channels >= COLOURS
            ? Raster.colours(width, height, pixels, 0, channels, 1, least, greatest)
            : Raster.of(width, height, pixels, 0, channels, least, greatest, Palette.GREY);
    return raster.within(longest);
  }
}
