package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Packing;
import dev.kern.kernel.Pool;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.Transpose;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However a sample is divided into pieces, they have the bits of the whole sample, and write
/// nothing else.
class PiecesTest {
  private static final int SAMPLES = 2;

  private static final List<KernelLibrary> LIBRARIES =
      List.of(
          KernelSelector.scalar(),
          VectorKernelLibrary.of(new TargetMachine(8, 16)),
          VectorKernelLibrary.of(new TargetMachine(8, 16)).fast());

  static Stream<Geometry> geometries() {
    return Stream.of(
            Geometries.ragged(40, 41),
            Geometries.notebook(),
            Geometries.grouped(),
            Geometries.small(16),
            // Filters larger than images, so that pieces are filters.
            List.of(
                Geometries.same(7, 7, 40, 160, 1, 1, 1, 1),
                Geometries.same(7, 7, 40, 165, 1, 1, 2, 1),
                Geometries.same(5, 3, 33, 150, 3, 3, 2, 1),
                Geometries.same(7, 7, 64, 72, 3, 3, 1, 1),
                Geometries.same(8, 8, 48, 136, 3, 3, 1, 1)))
        .flatMap(List::stream);
  }

  private static List<Epilogue> epilogues(Geometry g) {
    List<Epilogue> all = new ArrayList<>();
    all.add(Epilogue.none());
    all.add(Epilogue.biased(Activation.TANH));
    all.add(Epilogue.residual(Activation.RELU));
    all.add(new Epilogue(true, Activation.RELU, Pooling.NONE, true));
    if (g.outHeight() % 2 == 0 && g.outWidth() % 2 == 0) {
      all.add(new Epilogue(true, Activation.RELU, Pooling.MAX, true));
      all.add(new Epilogue(true, Activation.TANH, Pooling.AVERAGE, false));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void haveTheBitsOfTheWhole(Geometry g) {
    for (KernelLibrary loops : LIBRARIES) {
      for (Epilogue epilogue : epilogues(g)) {
        Convolution kernel = loops.convolution(g, epilogue);
        Result whole = new Result(g, kernel, epilogue);
        whole.kernel.run(
            0, SAMPLES, whole.x, whole.w, whole.b, at(whole.y), at(whole.side), whole.scratch());
        for (int size : new int[] {1, 3}) {
          Result parts = new Result(g, kernel, epilogue);
          parts.runPieces(size);
          assertThat(parts.y)
              .as("%s, %s, %s in pieces of %d", loops.describe(), kernel, epilogue, size)
              .isEqualTo(whole.y);
          assertThat(parts.side).isEqualTo(whole.side);
        }
      }
    }
  }

  /// What a convolution reads and writes.
  private static final class Result {
    private final Convolution kernel;
    private final Buffer x;
    private final Buffer w;
    private final Buffer b;
    private final float[] y;
    private final float[] side;

    Result(Geometry g, Convolution kernel, Epilogue epilogue) {
      this.kernel = kernel;
      int size = SAMPLES * g.outSize() / (epilogue.pools() ? 4 : 1);
      x = at(noise(SAMPLES * g.inSize(), 1));
      w = weights(kernel, noise(g.filterSize(), 2));
      b = at(noise(g.outChannels(), 3));
      y = blank(size);
      side = epilogue.residual() ? noise(size, 4) : blank(size);
    }

    Scratch scratch() {
      return new Scratch(at(blank(kernel.scratch())));
    }

    /// Computes the last pieces first, each with scratch memory that nobody has written.
    void runPieces(int size) {
      int pieces = kernel.pieces();
      for (int n = SAMPLES - 1; n >= 0; n--) {
        for (int from = (pieces - 1) / size * size; from >= 0; from -= size) {
          int to = Math.min(pieces, from + size);
          kernel.runPieces(n, from, to, x, w, b, at(y), at(side), scratch());
        }
      }
    }
  }

  private static Buffer weights(Packing kernel, float[] w) {
    if (kernel.packed() == 0) {
      return at(w);
    }
    float[] packed = blank(kernel.packed());
    kernel.pack(0, kernel.parts(), at(w), at(packed), new Scratch(0));
    return at(packed);
  }

  @Test
  void columnsOfProductsHaveTheBitsOfTheWhole() {
    for (KernelLibrary loops : LIBRARIES) {
      for (int rows = 1; rows <= 3; rows++) {
        for (int columns : new int[] {1, 5, 16, 100, 333}) {
          Epilogue epilogue = Epilogue.biased(Activation.TANH);
          BlockPartition all = BlockPartition.whole(rows);
          compare(rows, columns, loops.productOfFixed(rows, 70, columns, epilogue, all));
          compare(rows, columns, loops.product(rows, 70, columns, Transpose.NONE, epilogue, all));
        }
      }
    }
  }

  private static void compare(int rows, int columns, Product kernel) {
    Buffer a = at(noise(rows * 70, 1));
    Buffer b = weights(kernel, noise(70 * columns, 2));
    Buffer bias = at(noise(columns, 3));
    float[] whole = blank(rows * columns);
    kernel.run(0, rows, a, b, bias, at(whole), new Scratch(at(blank(kernel.scratch()))));
    float[] parts = blank(rows * columns);
    for (int piece = kernel.pieces() - 1; piece >= 0; piece--) {
      Scratch scratch = new Scratch(at(blank(kernel.scratch())));
      kernel.runPieces(rows, piece, piece + 1, a, b, bias, at(parts), scratch);
    }
    assertThat(parts).as("%s", kernel).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void rowsOfPoolsHaveTheBitsOfTheWhole(Geometry g) {
    Geometry own = Geometries.pooling(g).cropped();
    float[] x = noise(SAMPLES * own.inSize(), 1);
    for (KernelLibrary loops : LIBRARIES) {
      for (Pooling pooling : List.of(Pooling.MAX, Pooling.AVERAGE)) {
        Pool pool = loops.pool(own, pooling);
        float[] whole = blank(SAMPLES * own.outSize());
        pool.run(0, SAMPLES * own.outHeight(), at(x), at(whole));
        float[] rows = blank(SAMPLES * own.outSize());
        for (int row = SAMPLES * own.outHeight() - 1; row >= 0; row--) {
          pool.run(row, row + 1, at(x), at(rows));
        }
        assertThat(core(rows)).isEqualTo(core(whole));
      }
    }
  }
}
