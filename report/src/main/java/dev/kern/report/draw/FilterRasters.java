package dev.kern.report.draw;

import java.util.ArrayList;
import java.util.List;

/// What the filters of a convolution look like.
public final class FilterRasters {
  /// More filters than this say nothing new to the eye.
  public static final int MOST = 32;

  private static final int COLOURS = 3;

  private FilterRasters() {}

  /// The first filters, all on one scale: in colour if they look at colours, else dark blue where
  /// they are negative and light orange where they are positive.
  ///
  /// @param values `[height, width, channels, count]`
  public static List<Raster> of(int height, int width, int channels, int count, float[] values) {
    double strongest = Extent.of(values).strongest();
    List<Raster> filters = new ArrayList<>();
    for (int f = 0; f < Math.min(MOST, count); f++) {
      int stride = channels * count;
      filters.add(
          channels == COLOURS
              ? Raster.colours(width, height, values, f, stride, count, -strongest, strongest)
              : Raster.of(width, height, values, f, stride, -strongest, strongest, Palette.SIGNED));
    }
    return List.copyOf(filters);
  }
}
