package dev.kern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScalarLoopsTest {
  @Test
  void saysWhatItIs() {
    assertThat(KernelSelector.scalar().describe()).isEqualTo("scalar");
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    Loops loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Products extends ProductContract {
    @Override
    Loops loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Pools extends PoolContract {
    @Override
    Loops loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Elements extends ElementwiseContract {
    @Override
    Elementwise loops() {
      return KernelSelector.scalar().elementwise();
    }
  }

  @Nested
  class RowLoops extends RowsContract {
    @Override
    Rows loops() {
      return KernelSelector.scalar().rows();
    }
  }

  @Nested
  class UpdateLoops extends UpdatesContract {
    @Override
    Updates loops() {
      return KernelSelector.scalar().updates();
    }
  }
}
