package dev.kern.kernel.winograd;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.convolution.PaddedLayout;
import java.util.ArrayList;
import java.util.List;

/// How the images of a convolution are divided into the tiles of [Winograd].
///
/// Adjacent tiles cover the output; if they reach beyond it, or there is padding, the image is
/// copied into a frame of zeros.
record Tiling(Winograd form, Geometry geometry) {
  /// Rows of tiles in an image.
  int rows() {
    return Math.ceilDiv(geometry.outHeight(), form.outputs());
  }

  /// Tiles in a row of them.
  int columns() {
    return Math.ceilDiv(geometry.outWidth(), form.outputs());
  }

  /// Whether the tiles cover exactly the output.
  boolean isExact() {
    return rows() * form.outputs() == geometry.outHeight()
        && columns() * form.outputs() == geometry.outWidth();
  }

  private int frameHeight() {
    return rows() * form.outputs() + form.window() - 1;
  }

  private int frameWidth() {
    return columns() * form.outputs() + form.window() - 1;
  }

  /// Floats per row of the image as read by the tiles.
  int inRow() {
    return frameWidth() * geometry.inChannels();
  }

  /// Floats per row of the output as written by the tiles.
  int outRow() {
    return columns() * form.outputs() * geometry.outChannels();
  }

  /// The layout of the image's copy.
  PaddedLayout inStaging() {
    Geometry g = geometry;
    boolean whole = !g.pads() && frameHeight() == g.inHeight() && frameWidth() == g.inWidth();
    return whole
        ? PaddedLayout.NONE
        : PaddedLayout.of(
            g.inHeight(),
            g.inWidth(),
            g.inChannels(),
            g.padTop(),
            g.padLeft(),
            frameHeight(),
            frameWidth());
  }

  /// The layout of the copy of the output's gradient.
  PaddedLayout outStaging() {
    Geometry g = geometry;
    return isExact()
        ? PaddedLayout.NONE
        : PaddedLayout.of(
            g.outHeight(),
            g.outWidth(),
            g.outChannels(),
            0,
            0,
            rows() * form.outputs(),
            columns() * form.outputs());
  }

  /// The transform from the tiles of a row of the image to `[elements, tiles, channels]`.
  TileTransform inputTransform(TilePitches pitches, Specialiser specialiser) {
    int channels = geometry.inChannels();
    TransformPattern pattern =
        new TransformPattern(
            specialiser.machine().lanes(),
            form.input(),
            form.outputs() * channels,
            inRow(),
            channels,
            pitches.inRow(),
            form.side() * pitches.input(),
            pitches.input(),
            Epilogue.none());
    return TileTransform.of(pattern, channels, false, false, specialiser);
  }

  /// The number of tiles to process at once so that the filter, or its gradient, causes no more
  /// cache traffic than the tiles: each tile is written and read, `2 (C + F)` floats per element,
  /// and the filter is read once for all of them, `C F`.
  int worthwhile() {
    int channels = geometry.inChannels();
    int filters = geometry.outChannels();
    return Math.ceilDiv(channels * filters, 2 * (channels + filters));
  }

  /// The number of rows of tiles, of one image or several, that have at least `tiles` tiles: if
  /// possible a divisor of an image's rows, with up to twice as many tiles.
  int unit(int tiles) {
    for (int rows = rows(); rows > 0; rows--) {
      int count = rows * columns();
      if (rows() % rows == 0 && count >= tiles && count <= 2 * tiles) {
        return rows;
      }
    }
    return Math.ceilDiv(tiles, columns());
  }

  /// The units in which rows of tiles are computed, which can be combined to any number of images:
  /// the largest first, each a multiple of the next, about four times as large.
  List<Integer> units(int largest) {
    List<Integer> units = new ArrayList<>();
    units.add(largest);
    while (rows() % units.getLast() != 0) {
      int quarter = Math.ceilDiv(units.getLast(), 4);
      units.add(units.getLast() % quarter == 0 ? quarter : 1);
    }
    return units;
  }
}
