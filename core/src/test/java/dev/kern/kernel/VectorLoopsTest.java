package dev.kern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The vector loops, as this machine prefers them and as narrower machines would have them.
class VectorLoopsTest {
  private static final VectorLoops LOOPS = VectorLoops.preferred();
  private static final VectorLoops EIGHT_LANES = VectorLoops.of(new Machine(8, 16));
  private static final VectorLoops FOUR_LANES = VectorLoops.of(new Machine(4, 16));

  @Test
  void areTheBest() {
    assertThat(Loops.best()).isSameAs(Loops.vector()).isSameAs(LOOPS);
    assertThat(LOOPS.describe()).isEqualTo("vector, " + VectorMath.LANES + " lanes");
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    Loops loops() {
      return LOOPS;
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
