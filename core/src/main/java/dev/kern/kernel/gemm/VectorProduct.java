package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;

/// A [Product] composed of [BlockPattern]s, whose right matrix isn't packed.
///
/// @param rowPitch floats from a row of the left matrix to the next
/// @param strips the blocks of each strip of columns
public record VectorProduct(int inner, int columns, int rowPitch, List<StripBlocks> strips)
    implements Product {
  /// The micro-kernels that compute the columns starting at `column`.
  record StripBlocks(MicroKernels kernels, int column) {}

  public static VectorProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      BlockPartition partition,
      Specialiser specialiser) {
    int rowPitch = transposeLeft ? 1 : inner;
    int innerPitch = transposeLeft ? rows : 1;
    RegisterBlocking.Block block = new RegisterBlocking(specialiser.machine()).product(columns);
    List<StripBlocks> strips = new ArrayList<>();
    for (Interval interval : Interval.strips(specialiser.machine(), columns, block.vectors())) {
      MicroKernels kernels =
          MicroKernels.of(
              block.pixels(),
              partition,
              height ->
                  BlockPattern.product(
                      specialiser.machine().lanes(),
                      height,
                      interval.size(),
                      rowPitch,
                      innerPitch,
                      columns,
                      columns,
                      epilogue),
              specialiser);
      strips.add(new StripBlocks(kernels, interval.from()));
    }
    return new VectorProduct(inner, columns, rowPitch, List.copyOf(strips));
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    for (int s = 0; s < strips.size(); s++) {
      StripBlocks strip = strips.get(s);
      int n = strip.column;
      strip.kernels.run(from, to, inner, a, rowPitch, b, n, bias, n, c, columns);
    }
  }
}
