package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Packing;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.TargetMachine;
import dev.kern.math.Activation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However the kernels of a machine divide a convolution, every sum is added in the same order.
class SameSumsTest {
  private static final int SAMPLES = 4;
  private static final TargetMachine NEON = new TargetMachine(4, 32);
  private static final TargetMachine AVX2 = new TargetMachine(8, 16);

  static Stream<Geometry> geometries() {
    return Stream.of(
            Geometries.ragged(150, 27),
            Geometries.notebook(),
            Geometries.grouped(),
            Geometries.small(16))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void areTheSameForFourAndEightLanes(Geometry g) {
    compare(g, NEON, AVX2);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  @Tag("slow")
  void areTheSameForAllMachines(Geometry g) {
    TargetMachine first = new TargetMachine(16, 32);
    compare(g, first, new TargetMachine(16, 16));
    compare(g, first, new TargetMachine(8, 32));
    compare(g, first, AVX2);
    compare(g, first, NEON);
    compare(g, first, new TargetMachine(4, 16));
  }

  private static void compare(Geometry g, TargetMachine one, TargetMachine other) {
    for (boolean fast : new boolean[] {false, true}) {
      KernelLibrary ofOne = library(one, fast);
      KernelLibrary ofOther = library(other, fast);
      assertThat(forward(ofOther, g)).as("%s, forward", other).isEqualTo(forward(ofOne, g));
      assertThat(byInput(ofOther, g)).as("%s, by input", other).isEqualTo(byInput(ofOne, g));
      assertThat(byFilter(ofOther, g)).as("%s, by filter", other).isEqualTo(byFilter(ofOne, g));
    }
  }

  private static KernelLibrary library(TargetMachine machine, boolean fast) {
    VectorKernelLibrary exact = VectorKernelLibrary.of(machine);
    return fast ? exact.fast() : exact;
  }

  private static float[] forward(KernelLibrary loops, Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] b = noise(g.outChannels(), 3);
    float[] y = blank(SAMPLES * g.outSize());
    Convolution kernel = loops.convolution(g, Epilogue.biased(Activation.IDENTITY));
    Buffer w = weights(kernel, g);
    kernel.run(0, SAMPLES, at(x), w, at(b), at(y), at(y), scratch(kernel.scratch()));
    return unsigned(y);
  }

  private static float[] byInput(KernelLibrary loops, Geometry g) {
    float[] dy = noise(SAMPLES * g.outSize(), 4);
    float[] dx = blank(SAMPLES * g.inSize());
    InputGradient kernel = loops.inputGradient(g);
    kernel.run(0, SAMPLES, at(dy), weights(kernel, g), at(dx), scratch(kernel.scratch()));
    return unsigned(dx);
  }

  private static float[] byFilter(KernelLibrary loops, Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] dy = noise(SAMPLES * g.outSize(), 4);
    float[] dw = blank(g.filterSize());
    FilterGradient kernel = loops.filterGradient(g);
    kernel.run(0, SAMPLES, at(x), at(dy), at(dw), scratch(kernel.scratch()));
    return unsigned(dw);
  }

  private static Buffer weights(Packing kernel, Geometry g) {
    float[] w = noise(g.filterSize(), 2);
    if (kernel.packed() == 0) {
      return at(w);
    }
    float[] packed = blank(kernel.packed());
    kernel.pack(0, kernel.parts(), at(w), at(packed), new Scratch(0));
    return at(packed);
  }

  private static Scratch scratch(int size) {
    return new Scratch(at(blank(size)));
  }

  /// Without the sign of zeros: a sum over padding may have another one than a sum that leaves it
  /// out.
  private static float[] unsigned(float[] values) {
    for (int e = AT; e < values.length; e++) {
      values[e] += 0f;
    }
    return core(values);
  }
}
