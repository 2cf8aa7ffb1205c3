package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.LANES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The vector loops, as this machine prefers them and as narrower machines would have them.
class VectorLoopsTest {
  private static final VectorLoops LOOPS = VectorLoops.preferred();
  private static final VectorLoops EXACT = VectorLoops.exact();
  private static final VectorLoops EIGHT_LANES = VectorLoops.of(new Machine(8, 16));
  private static final VectorLoops FOUR_LANES = VectorLoops.of(new Machine(4, 16));

  @Test
  void areTheBest() {
    assertThat(KernelSelector.best()).isSameAs(KernelSelector.vector()).isSameAs(LOOPS);
    assertThat(LOOPS.describe()).isEqualTo("vector, " + LANES + " lanes");
    assertThat(EXACT.describe()).isEqualTo("vector, " + LANES + " lanes, exact");
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    Loops loops() {
      return EXACT;
    }
  }

  /// The geometries that fast algorithms take: they differ from the definition by more than a sum's
  /// rounding.
  @Nested
  class FastConvolutions extends ConvolutionContract {
    @Override
    Loops loops() {
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
    Loops loops() {
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
    Loops loops() {
      return EIGHT_LANES;
    }
  }

  @Nested
  class ConvolutionsOfFourLanes extends ConvolutionContract {
    @Override
    Loops loops() {
      return FOUR_LANES;
    }
  }

  @Nested
  class Products extends ProductContract {
    @Override
    Loops loops() {
      return LOOPS;
    }
  }

  @Nested
  class ProductsOfFourLanes extends ProductContract {
    @Override
    Loops loops() {
      return FOUR_LANES;
    }
  }

  @Nested
  class Pools extends PoolContract {
    @Override
    Loops loops() {
      return LOOPS;
    }
  }

  @Nested
  class Elements extends ElementwiseContract {
    @Override
    Elementwise loops() {
      return LOOPS.elementwise();
    }
  }

  @Nested
  class RowLoops extends RowsContract {
    @Override
    Rows loops() {
      return LOOPS.rows();
    }
  }

  @Nested
  class UpdateLoops extends UpdatesContract {
    @Override
    Updates loops() {
      return LOOPS.updates();
    }
  }
}
