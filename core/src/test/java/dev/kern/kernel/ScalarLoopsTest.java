package dev.kern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScalarLoopsTest {
  @Test
  void saysWhatItIs() {
    assertThat(Loops.scalar().describe()).isEqualTo("scalar");
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    Loops loops() {
      return Loops.scalar();
    }
  }

  @Nested
  class Products extends ProductContract {
    @Override
    Loops loops() {
      return Loops.scalar();
    }
  }

  @Nested
  class Pools extends PoolContract {
    @Override
    Loops loops() {
      return Loops.scalar();
    }
  }

  @Nested
  class Elements extends ElementwiseContract {
    @Override
    Elementwise loops() {
      return Loops.scalar().elementwise();
    }
  }

  @Nested
  class RowLoops extends RowsContract {
    @Override
    Rows loops() {
      return Loops.scalar().rows();
    }
  }

  @Nested
  class UpdateLoops extends UpdatesContract {
    @Override
    Updates loops() {
      return Loops.scalar().updates();
    }
  }
}
