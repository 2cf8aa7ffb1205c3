package dev.kern.kernel.library;

import static dev.kern.kernel.vector.VectorMath.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.UpdateKernels;
import dev.kern.kernel.winograd.Winograd;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
      return Geometries.small(LANES).stream();
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
      return Geometries.small(4).stream();
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
