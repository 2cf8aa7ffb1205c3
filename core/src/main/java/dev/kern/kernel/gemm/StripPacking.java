package dev.kern.kernel.gemm;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;

/// A [Product] whose right matrix is packed in strips of columns; a part is a strip.
interface StripPacking extends Product {
  /// How the right matrix is packed.
  ColumnStrips right();

  @Override
  default Object layout() {
    return right();
  }

  @Override
  default int packed() {
    return right().packed();
  }

  @Override
  default int parts() {
    return right().intervals().size();
  }

  @Override
  default void pack(int from, int to, Buffer b, Buffer packed, Scratch scratch) {
    right().pack(from, to, b, packed);
  }
}
