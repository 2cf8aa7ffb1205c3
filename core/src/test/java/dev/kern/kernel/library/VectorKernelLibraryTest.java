package dev.kern.kernel.library;

import static dev.kern.kernel.vector.VectorMath.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.UpdateKernels;
import dev.kern.kernel.winograd.Winograd;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The vector loops, as this machine prefers them and as narrower machines would have them.
class VectorKernelLibraryTest {
  private static final VectorKernelLibrary LOOPS = VectorKernelLibrary.preferred();
  private static final VectorKernelLibrary EXACT = VectorKernelLibrary.exact();
  private static final VectorKernelLibrary EIGHT_LANES =
      VectorKernelLibrary.of(new TargetMachine(8, 16));
  private static final VectorKernelLibrary FOUR_LANES =
      VectorKernelLibrary.of(new TargetMachine(4, 16));

  @Test
  void areTheBest() {
    assertThat(KernelSelector.best()).isSameAs(KernelSelector.vector()).isSameAs(LOOPS);
    assertThat(LOOPS.describe()).isEqualTo("vector, " + LANES + " lanes");
    assertThat(EXACT.describe()).isEqualTo("vector, " + LANES + " lanes, exact");
  }

  /// It doesn't matter for the bits whether a kernel activates its sums or a loop does.
  @ParameterizedTest
  @EnumSource
  void activateInKernelsAsInLoops(Activation f) {
    int n = 9 * LANES + 1;
    float[] x = Floats.noise(n, 1);
    float[] extremes = {0, -1e30f, 1e30f, -90, 90, -20, 20, 6, -3, 3, Float.NaN};
    System.arraycopy(extremes, 0, x, Floats.AT, extremes.length);
    float[] expected = Floats.blank(n);
    LOOPS.elementwise().activate(0, n, f, Floats.at(x), Floats.at(expected));
    float[] actual = Floats.blank(n);
    LOOPS
        .product(1, 1, n, Transpose.NONE, new Epilogue(false, f, Pooling.NONE, false))
        .run(
            0,
            1,
            Buffer.of(new float[] {1}),
            Floats.at(x),
            Buffer.NONE,
            Floats.at(actual),
            new Scratch(0));
    assertThat(Floats.core(actual)).isEqualTo(Floats.core(expected));
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return EXACT;
    }
  }

  /// The geometries that fast algorithms take: they differ from the definition by more than a sum's
  /// rounding.
  @Nested
  class FastConvolutions extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return LOOPS;
    }

    @Override
    Stream<Geometry> geometries() {
      return Geometries.small(16).stream();
    }

    @Override
    void check(Geometry g, String what, Sums expected, float[] actual) {
      expected.assertClose(what, actual, Floats.AT, Winograd.error(g.kernelHeight()));
    }
  }

  @Nested
  class FastConvolutionsOfFourLanes extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return FOUR_LANES.fast();
    }

    @Override
    Stream<Geometry> geometries() {
      return Geometries.small(16).stream();
    }

    @Override
    void check(Geometry g, String what, Sums expected, float[] actual) {
      expected.assertClose(what, actual, Floats.AT, Winograd.error(g.kernelHeight()));
    }
  }

  @Nested
  class ConvolutionsOfEightLanes extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return EIGHT_LANES;
    }
  }

  @Nested
  class ConvolutionsOfFourLanes extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return FOUR_LANES;
    }
  }

  @Nested
  class Products extends ProductContract {
    @Override
    KernelLibrary loops() {
      return LOOPS;
    }
  }

  @Nested
  class ProductsOfFourLanes extends ProductContract {
    @Override
    KernelLibrary loops() {
      return FOUR_LANES;
    }
  }

  @Nested
  class Pools extends PoolContract {
    @Override
    KernelLibrary loops() {
      return LOOPS;
    }
  }

  @Nested
  class Elements extends ElementwiseKernelsContract {
    @Override
    ElementwiseKernels loops() {
      return LOOPS.elementwise();
    }
  }

  @Nested
  class RowLoops extends RowKernelsContract {
    @Override
    RowKernels loops() {
      return LOOPS.rows();
    }
  }

  @Nested
  class UpdateLoops extends UpdateKernelsContract {
    @Override
    UpdateKernels loops() {
      return LOOPS.updates();
    }
  }
}
