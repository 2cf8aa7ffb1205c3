package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.gemm.PackedProduct;
import dev.kern.kernel.vector.VectorMath;
import dev.kern.math.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Matrices of more than one panel, whose last panels are smaller.
class PackedProductTest {

  @ParameterizedTest
  @CsvSource({
    "67, 300, 230, NONE",
    "70, 257, 256, LEFT",
    "64, 256, 65, NONE",
    "5, 700, 64, LEFT",
    "67, 300, 230, RIGHT",
    "300, 530, 33, RIGHT",
    "800, 530, 70, NONE",
    "800, 530, 70, LEFT"
  })
  void multiplies(int rows, int inner, int columns, Transpose transpose) {
    float[] a = noise(rows * inner, 1);
    float[] b = noise(inner * columns, 2);
    float[] bias = noise(columns, 3);
    float[] c = blank(rows * columns);
    Product product =
        PackedProduct.of(
            rows,
            inner,
            columns,
            transpose,
            Epilogue.biased(Activation.RELU),
            new Specialiser(VectorMath.MACHINE));
    float[] scratch = blank(product.scratch());
    float[] packed = blank(product.packed());
    product.pack(0, 1, at(b), at(packed), new Scratch(0));
    product.pack(1, product.parts(), at(b), at(packed), new Scratch(0));
    product.run(0, rows / 3, at(a), at(packed), at(bias), at(c), new Scratch(at(scratch)));
    product.run(rows / 3, rows, at(a), at(packed), at(bias), at(c), new Scratch(at(scratch)));
    product.run(rows, rows, at(a), at(packed), at(bias), at(c), new Scratch(at(scratch)));
    Sums sums = Oracle.product(rows, inner, columns, transpose, core(a), core(b));
    for (int e = 0; e < rows * columns; e++) {
      double sum = sums.value[e] + bias[AT + e % columns];
      assertThat((double) c[AT + e])
          .isBetween(
              Math.max(0, sum) - 2 * sums.tolerance(e), Math.max(0, sum) + 2 * sums.tolerance(e));
    }
    assertThat(Floats.marginIsWhole(c)).isTrue();
    assertThat(Floats.marginIsWhole(scratch)).isTrue();
    assertThat(Floats.marginIsWhole(packed)).isTrue();
  }

  @Test
  void servesLargeMatricesAlone() {
    assertThat(PackedProduct.suits(1024, 1024, 1024)).isTrue();
    assertThat(PackedProduct.suits(16, 1024, 1024)).isFalse();
    assertThat(PackedProduct.suits(1024, 16, 1024)).isFalse();
    assertThat(PackedProduct.suits(1000, 784, 64)).isFalse();
  }
}
