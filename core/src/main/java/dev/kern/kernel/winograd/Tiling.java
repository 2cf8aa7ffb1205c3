package dev.kern.kernel.winograd;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.convolution.PaddedLayout;
import java.util.ArrayList;
import java.util.List;

/// How the images of a convolution are cut into the tiles of [Winograd].
///
/// Tiles lie side by side over the output; where they reach beyond it, and for padding, the image
/// is staged in a frame of zeros.
record Tiling(Winograd form, Geometry geometry) {
  /// Rows of tiles in an image.
  int rows() {
    return Math.ceilDiv(geometry.outHeight(), form.outputs());
  }

  /// Tiles in a row of them.
  int columns() {
    return Math.ceilDiv(geometry.outWidth(), form.outputs());
  }

  /// Whether the tiles cover the output and nothing else.
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

  /// Floats of a row of the image as the tiles read it.
  int inRow() {
    return frameWidth() * geometry.inChannels();
  }

  /// Floats of a row of output as the tiles give it.
  int outRow() {
    return columns() * form.outputs() * geometry.outChannels();
  }

  /// How the image is staged.
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

  /// How the output's gradient is staged.
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

  /// What brings the tiles of a row of the image to `[elements, tiles, channels]`.
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

  /// Tiles in work at once for which the filter, or the gradient by it, is moved between the caches
  /// no more than they are: each of them is written and read, `2 (C + F)` floats per element, and
  /// for all of them together the filter is read, `C F`.
  int worthwhile() {
    int channels = geometry.inChannels();
    int filters = geometry.outChannels();
    return Math.ceilDiv(channels * filters, 2 * (channels + filters));
  }

  /// Rows of tiles, of one image or several, that make up at least `tiles` tiles: if possible a
  /// divisor of an image's rows with up to twice as many tiles.
  int unit(int tiles) {
    for (int rows = rows(); rows > 0; rows--) {
      int count = rows * columns();
      if (rows() % rows == 0 && count >= tiles && count <= 2 * tiles) {
        return rows;
      }
    }
    return Math.ceilDiv(tiles, columns());
  }

  /// The units that rows of tiles are computed in, of which any number of images can be made up:
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
