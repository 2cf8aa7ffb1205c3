package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.UpdateKernels;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScalarKernelLibraryTest {
  @Test
  void saysWhatItIs() {
    assertThat(KernelSelector.scalar().describe()).isEqualTo("scalar");
  }

  @Nested
  class Convolutions extends ConvolutionContract {
    @Override
    KernelLibrary loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Products extends ProductContract {
    @Override
    KernelLibrary loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Pools extends PoolContract {
    @Override
    KernelLibrary loops() {
      return KernelSelector.scalar();
    }
  }

  @Nested
  class Elements extends ElementwiseKernelsContract {
    @Override
    ElementwiseKernels loops() {
      return KernelSelector.scalar().elementwise();
    }
  }

  @Nested
  class RowLoops extends RowKernelsContract {
    @Override
    RowKernels loops() {
      return KernelSelector.scalar().rows();
    }
  }

  @Nested
  class UpdateLoops extends UpdateKernelsContract {
    @Override
    UpdateKernels loops() {
      return KernelSelector.scalar().updates();
    }
  }
}
