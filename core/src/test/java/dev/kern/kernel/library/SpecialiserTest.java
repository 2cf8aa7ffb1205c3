package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.KernelPattern;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import dev.kern.kernel.convolution.PoolPattern;
import dev.kern.kernel.convolution.RowPattern;
import dev.kern.kernel.gemm.BlockPattern;
import dev.kern.math.Activation;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecialiserTest {
  private static final TargetMachine WIDE = new TargetMachine(16, 32);
  private static final Geometry SECOND = Geometries.same(14, 14, 16, 16, 5, 5, 1, 1);

  @Test
  void runsHiddenClasses() {
    Kernel kernel = new Specialiser(WIDE).kernel(new PoolPattern(4, 4, 4, 8, Epilogue.none()));
    assertThat(kernel.getClass().isHidden()).isTrue();
    assertThat(kernel.getClass().getName()).startsWith("dev.kern.kernel.codegen.Pool4/");
  }

  @Test
  void sharesKernelsBetweenLayers() {
    VectorKernelLibrary loops = VectorKernelLibrary.of(WIDE);
    loops.convolution(SECOND, Epilogue.none());
    List<KernelPattern> made = List.copyOf(loops.specialiser().patterns());
    loops.convolution(SECOND, Epilogue.none());
    assertThat(loops.specialiser().patterns()).hasSameElementsAs(made).isNotEmpty();
  }

  @Test
  void sharesKernelsBetweenBatchSizes() {
    VectorKernelLibrary loops = VectorKernelLibrary.of(WIDE);
    loops.product(16, 784, 64, Transpose.NONE, Epilogue.biased(Activation.RELU));
    loops.product(16, 64, 784, Transpose.RIGHT, Epilogue.none());
    int made = loops.specialiser().patterns().size();
    loops.product(1000, 784, 64, Transpose.NONE, Epilogue.biased(Activation.RELU));
    loops.product(1000, 64, 784, Transpose.RIGHT, Epilogue.none());
    assertThat(loops.specialiser().patterns()).hasSize(made);
  }

  @Test
  void makesNoKernelsThatNoPortionNeeds() {
    VectorKernelLibrary loops = VectorKernelLibrary.of(WIDE);
    loops.product(21, 784, 64, Transpose.NONE, Epilogue.none(), new BlockPartition(21, 4));
    assertThat(loops.specialiser().patterns().stream().map(KernelPattern::label))
        .containsExactlyInAnyOrder("Block4x32", "Block1x32");
    loops.product(64, 16, 10, Transpose.LEFT, Epilogue.none(), new BlockPartition(64, 16));
    assertThat(loops.specialiser().patterns().stream().map(KernelPattern::label))
        .contains("Block16x16")
        .hasSize(3);
  }

  @Test
  void refusesOtherPortions() {
    Product product =
        VectorKernelLibrary.of(WIDE)
            .product(16, 1, 16, Transpose.NONE, Epilogue.none(), new BlockPartition(16, 16));
    Buffer zeros = Buffer.of(new float[256]);
    assertThatThrownBy(() -> product.run(0, 8, zeros, zeros, zeros, zeros, new Scratch(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a product is asked for other blocks of rows than it was made for");
  }

  /// A row that fits one block is one kernel, whatever its edges.
  @Test
  void makesFewKernelsForSmallImages() {
    VectorKernelLibrary loops = VectorKernelLibrary.of(WIDE);
    loops.convolution(SECOND, Epilogue.none());
    assertThat(loops.specialiser().patterns()).hasSize(1);
    assertThat(loops.specialiser().patterns().iterator().next().label()).isEqualTo("Row14x16");
  }

  /// Left edge, interior, right edge: no more, however wide the image.
  @Test
  void makesFewKernelsForWideImages() {
    VectorKernelLibrary loops = VectorKernelLibrary.of(WIDE);
    loops.convolution(Geometries.same(8, 448, 16, 16, 3, 3, 1, 1), Epilogue.none());
    assertThat(loops.specialiser().patterns()).hasSize(3);
  }

  /// A gradient by input takes the window's columns backwards, from before where it starts.
  @Test
  void warmsKernelsThatStepBackwards() {
    Specialiser specialiser = new Specialiser(WIDE);
    specialiser.kernel(
        new BlockPattern(4, 2, 4, 3, 3, 4, 4, 3, 4, -3, 12, -9, 36, Epilogue.none(), false));
    assertThatCode(() -> specialiser.warm(100)).doesNotThrowAnyException();
  }

  /// Networks come and go in a service that is never restarted.
  @Test
  void forgetsKernelsThatNobodyUses() throws Exception {
    Specialiser specialiser = new Specialiser(WIDE);
    int all = 400;
    Kernel used = specialiser.kernel(pattern(0));
    for (int i = 1; i < all; i++) {
      specialiser.kernel(pattern(i));
    }
    // A collection in the midst of the loop takes some of the kernels, not all.
    long end = System.nanoTime() + 60_000_000_000L;
    while (specialiser.patterns().size() >= 300 && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(specialiser.patterns())
        .contains(pattern(0), pattern(all - 1))
        .doesNotContain(pattern(1))
        .hasSizeLessThan(300);
    assertThat(specialiser.kernel(pattern(0))).isSameAs(used);
    Kernel recent = specialiser.kernel(pattern(all - 1));
    System.gc();
    assertThat(specialiser.kernel(pattern(all - 1))).isSameAs(recent);
    assertThat(specialiser.kernel(pattern(1))).isNotNull();
    assertThat(specialiser.patterns()).contains(pattern(1));
  }

  private static KernelPattern pattern(int i) {
    return new PoolPattern(4, 4, 4, 8 * (1 + i), Epilogue.none());
  }

  @Test
  void refusesCodeThatWouldNotBeCompiled() {
    List<Tap> taps = Collections.nCopies(1000, new Tap(0, 0, 0));
    KernelPattern pattern =
        new RowPattern(16, taps, 1, 16, 1, 16, 1, 16, 16, 16, 1, 0, 0, Epilogue.none());
    assertThatThrownBy(() -> new Specialiser(WIDE).kernel(pattern))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bytes of code, the just-in-time compiler takes less than 8000");
  }
}
