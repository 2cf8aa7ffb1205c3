package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Transpose;
import dev.kern.math.Activation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every set of loops must compute for products of any size and in any cut.
abstract class ProductContract {
  /// The loops under test.
  abstract KernelLibrary loops();

  private record Size(int rows, int inner, int columns) {}

  private static Stream<Size> sizes() {
    return Stream.of(
        new Size(1, 1, 1),
        new Size(2, 3, 5),
        new Size(3, 1, 17),
        new Size(7, 33, 10),
        new Size(16, 20, 64),
        new Size(16, 64, 10),
        new Size(10, 16, 33),
        new Size(17, 9, 100),
        new Size(31, 40, 31),
        new Size(31, 70, 130),
        new Size(1, 70, 130),
        new Size(64, 5, 48));
  }

  @ParameterizedTest
  @EnumSource
  void multiplies(Transpose transpose) {
    sizes().forEach(size -> check(size, transpose, Epilogue.none()));
  }

  @ParameterizedTest
  @EnumSource
  void addsBiasAndActivates(Transpose transpose) {
    sizes().forEach(size -> check(size, transpose, Epilogue.biased(Activation.RELU)));
    check(new Size(5, 6, 19), transpose, Epilogue.biased(Activation.TANH));
  }

  @Test
  void multipliesByAMatrixThatNeverChanges() {
    for (BlockPartition partition : List.of(BlockPartition.ANY, new BlockPartition(31, 4))) {
      sizes()
          .filter(size -> partition.size() == 0 || size.rows == partition.extent())
          .forEach(
              size -> {
                Epilogue epilogue = Epilogue.biased(Activation.RELU);
                Product product =
                    loops()
                        .productOfFixed(size.rows, size.inner, size.columns, epilogue, partition);
                int cut = partition.size() == 0 ? size.rows / 3 : partition.to(2);
                check(size, Transpose.NONE, epilogue, product, cut);
              });
    }
  }

  private void check(Size size, Transpose transpose, Epilogue epilogue) {
    Product product = loops().product(size.rows, size.inner, size.columns, transpose, epilogue);
    int end = transpose == Transpose.RIGHT ? size.columns : size.rows;
    check(size, transpose, epilogue, product, end / 3);
  }

  /// @param cut where the rows of the result, or its columns, are divided
  private void check(Size size, Transpose transpose, Epilogue epilogue, Product product, int cut) {
    float[] a = noise(size.rows * size.inner, 1);
    float[] right = noise(size.inner * size.columns, 2);
    float[] bias = noise(size.columns, 3);
    float[] c = blank(size.rows * size.columns);
    float[] scratch = blank(product.scratch());
    float[] b = product.packed() == 0 ? right : blank(product.packed());
    if (product.packed() > 0) {
      product.pack(0, product.parts(), at(right), at(b), new Scratch(0));
      assertThat(Floats.marginIsWhole(b)).isTrue();
    }
    int end = transpose == Transpose.RIGHT ? size.columns : size.rows;
    product.run(0, cut, at(a), at(b), at(bias), at(c), new Scratch(at(scratch)));
    product.run(cut, end, at(a), at(b), at(bias), at(c), new Scratch(at(scratch)));
    assertThat(Floats.marginIsWhole(c)).isTrue();
    assertThat(Floats.marginIsWhole(scratch)).isTrue();
    Sums sums =
        Oracle.product(size.rows, size.inner, size.columns, transpose, core(a), core(right));
    for (int e = 0; e < sums.value.length; e++) {
      if (epilogue.bias()) {
        sums.add(e, bias[AT + e % size.columns]);
      }
      double exact = epilogue.activation().value(sums.value[e]);
      double tolerance = sums.tolerance(e) + 1e-6;
      assertThat((double) c[AT + e])
          .as("%s %s %s, element %d", size, transpose, epilogue, e)
          .isBetween(exact - tolerance, exact + tolerance);
    }
  }
}
