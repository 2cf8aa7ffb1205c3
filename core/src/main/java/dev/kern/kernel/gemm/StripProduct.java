package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;

/// A [dev.kern.kernel.Product] of few rows, whose right matrix is packed in strips of columns.
/// Reading that takes most of the time, so packing pays only if it doesn't change.
///
/// @param right how the right matrix is packed
/// @param strips the micro-kernels of each strip
public record StripProduct(ColumnStrips right, List<Strip> strips) implements StripPacking {
  /// The micro-kernels of a strip of columns.
  ///
  /// @param column the first one
  /// @param packed where the strip begins in the packed matrix
  record Strip(MicroKernels kernels, int column, int packed) {}

  public static StripProduct of(
      int inner,
      int columns,
      Epilogue epilogue,
      BlockPartition partition,
      Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    int tallest = new RegisterBlocking(specialiser.machine()).packedProduct(columns).pixels();
    int rows = partition.size() == 0 ? tallest : Math.min(tallest, partition.size());
    ColumnStrips right = ColumnStrips.of(inner, columns, false, specialiser);
    List<Strip> strips = new ArrayList<>();
    for (int s = 0; s < right.intervals().size(); s++) {
      Interval interval = right.intervals().get(s);
      int width = interval.size();
      MicroKernels kernels =
          MicroKernels.of(
              rows,
              partition,
              height ->
                  BlockPattern.product(lanes, height, width, inner, 1, width, columns, epilogue),
              specialiser);
      strips.add(new Strip(kernels, interval.from(), right.at(s)));
    }
    return new StripProduct(right, List.copyOf(strips));
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    multiply(from, to, 0, strips.size(), a, b, bias, c);
  }

  @Override
  public int pieces() {
    return strips.size();
  }

  @Override
  public void runPieces(
      int rows, int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    multiply(0, rows, from, to, a, b, bias, c);
  }

  private void multiply(
      int from, int to, int first, int last, Buffer a, Buffer b, Buffer bias, Buffer c) {
    int inner = right.inner();
    for (int s = first; s < last; s++) {
      Strip strip = strips.get(s);
      int n = strip.column;
      strip.kernels.run(from, to, inner, a, inner, b, strip.packed, bias, n, c, right.columns());
    }
  }
}
