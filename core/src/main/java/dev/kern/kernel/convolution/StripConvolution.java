package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Scratch;

/// A [Convolution] that reads its filter from packed strips, if there is more than one.
interface StripConvolution extends Convolution {
  /// How the filter is packed.
  FilterStrips filter();

  @Override
  default int packed() {
    return filter().packed();
  }

  @Override
  default int parts() {
    return filter().strips().size();
  }

  @Override
  default void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    filter().pack(from, to, w, packed);
  }
}
