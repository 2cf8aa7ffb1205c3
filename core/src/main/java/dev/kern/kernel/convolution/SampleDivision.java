package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;

/// How threads share a sample: by strips of filters, each of which reads the whole image, or by
/// parts of the image, each of which reads the whole filter.
public final class SampleDivision {
  /// So many strips of filters can be divided evenly among several threads.
  private static final int MANY = 8;

  private SampleDivision() {}

  /// Whether strips of filters are the better pieces: the filter is larger than what else is read
  /// and written, and there are enough of them.
  ///
  /// @param filterSize floats of the filter, in the form that kernels read
  /// @param parts of the image, if it were divided
  public static boolean isByFilters(Geometry g, int filterSize, int strips, int parts) {
    return filterSize > g.inSize() + g.outSize() && strips >= Math.min(parts, MANY);
  }
}
