package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// Copies the channels of one group out of tensors with all groups, and back.
public record Grouping(Geometry geometry) {
  private static final ElementwiseKernels LOOPS = VectorElementwiseKernels.LOOPS;

  /// Copies the filter of a group, `[K, L, C/G, F/G]`.
  void takeFilter(int group, Buffer w, Buffer part) {
    takeRows(group, geometry.filterSize() / geometry.outChannels(), w, 0, part, 0);
  }

  /// Copies rows of a group's filter or of its channels of the result or `dy`.
  void takeRows(int group, int rows, Buffer w, int from, Buffer part, int to) {
    int filters = geometry.groupFilters();
    int first = from + group * filters;
    LOOPS.copy(rows, filters, w, first, geometry.outChannels(), part, to, filters);
  }

  /// Copies rows of a group's filters back among those of all groups.
  void giveRows(int group, int rows, Buffer part, Buffer y, int to) {
    int filters = geometry.groupFilters();
    int first = to + group * filters;
    LOOPS.copy(rows, filters, part, 0, filters, y, first, geometry.outChannels());
  }

  /// Copies the channels of a group from the image that begins at element `from` of `x`.
  void takeImage(int group, Buffer x, int from, Buffer part) {
    int channels = geometry.groupChannels();
    int pixels = geometry.inHeight() * geometry.inWidth();
    int first = from + group * channels;
    LOOPS.copy(pixels, channels, x, first, geometry.inChannels(), part, 0, channels);
  }

  /// Copies the channels of a group back into an image.
  void giveImage(int group, Buffer part, Buffer x, int to) {
    int channels = geometry.groupChannels();
    int pixels = geometry.inHeight() * geometry.inWidth();
    int first = to + group * channels;
    LOOPS.copy(pixels, channels, part, 0, channels, x, first, geometry.inChannels());
  }
}
