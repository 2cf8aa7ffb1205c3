package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Packing;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.Unpool;
import dev.kern.kernel.scalar.ScalarEpilogue;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every set of loops must make of a convolution, its epilogue and its gradients, against sums
/// in double.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConvolutionContract {
  private static final int SAMPLES = 3;

  /// The loops under test.
  abstract KernelLibrary loops();

  /// How many ragged geometries are drawn.
  int draws() {
    return 120;
  }

  /// Compares a result of the loops.
  void check(Geometry g, String what, Sums expected, float[] actual) {
    expected.assertEqual(what, actual, AT);
  }

  Stream<Geometry> geometries() {
    return Stream.of(
            Geometries.ragged(draws(), 25),
            Geometries.notebook(),
            Geometries.grouped(),
            Geometries.wide())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void convolves(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] w = noise(g.filterSize(), 2);
    float[] b = noise(g.outChannels(), 3);
    Sums sums = Oracle.convolution(g, SAMPLES, core(x), core(w));
    float[] y = convolve(g, Epilogue.none(), x, w, b, blank(SAMPLES * g.outSize()));
    check(g, "sums", sums, y);
    for (int e = 0; e < sums.value.length; e++) {
      sums.add(e, b[AT + e % g.outChannels()]);
    }
    Epilogue biased = Epilogue.biased(Activation.IDENTITY);
    y = convolve(g, biased, x, w, b, blank(SAMPLES * g.outSize()));
    check(g, "biased", sums, y);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void gradientByInput(Geometry g) {
    float[] dy = noise(SAMPLES * g.outSize(), 1);
    float[] w = noise(g.filterSize(), 2);
    float[] dx = blank(SAMPLES * g.inSize());
    InputGradient gradient = loops().inputGradient(g);
    float[] packed = blank(gradient.packed());
    float[] scratch = blank(gradient.scratch());
    pack(gradient, w, packed);
    gradient.run(0, 2, at(dy), at(packed), at(dx), new Scratch(at(scratch)));
    gradient.run(2, SAMPLES, at(dy), at(packed), at(dx), new Scratch(at(scratch)));
    check(g, "dx", Oracle.inputGradient(g, SAMPLES, core(dy), core(w)), dx);
    assertThat(Floats.marginIsWhole(dx)).isTrue();
    assertThat(Floats.marginIsWhole(packed)).isTrue();
    assertThat(Floats.marginIsWhole(scratch)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void gradientByFilter(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] dy = noise(SAMPLES * g.outSize(), 2);
    float[] dw = blank(g.filterSize());
    FilterGradient gradient = loops().filterGradient(g);
    float[] scratch = blank(gradient.scratch());
    gradient.run(0, SAMPLES, at(x), at(dy), at(dw), new Scratch(at(scratch)));
    check(g, "dw", Oracle.filterGradient(g, SAMPLES, core(x), core(dy)), dw);
    assertThat(Floats.marginIsWhole(dw)).isTrue();
    assertThat(Floats.marginIsWhole(scratch)).isTrue();
    gradient.run(1, 1, at(x), at(dy), at(dw), new Scratch(at(scratch)));
    assertThat(core(dw)).containsOnly(0f);
  }

  /// The bits of a sample don't depend on which others are computed with it.
  @ParameterizedTest
  @MethodSource("geometries")
  void computesEachSampleForItself(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] w = noise(g.filterSize(), 2);
    Convolution convolution = loops().convolution(g, Epilogue.none());
    float[] scratch = blank(convolution.scratch());
    float[] filter = convolution.packed() == 0 ? w : blank(convolution.packed());
    if (convolution.packed() > 0) {
      pack(convolution, w, filter);
    }
    float[] together = blank(SAMPLES * g.outSize());
    convolution.run(
        0, SAMPLES, at(x), at(filter), at(w), at(together), at(together), new Scratch(at(scratch)));
    float[] alone = blank(SAMPLES * g.outSize());
    for (int n = 0; n < SAMPLES; n++) {
      convolution.run(
          n, n + 1, at(x), at(filter), at(w), at(alone), at(alone), new Scratch(at(scratch)));
    }
    assertThat(alone).isEqualTo(together);
  }

  Stream<Geometry> evenGeometries() {
    return geometries().filter(g -> g.outHeight() % 2 == 0 && g.outWidth() % 2 == 0);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void activatesAndTraces(Geometry g) {
    for (Activation f : List.of(Activation.RELU, Activation.IDENTITY, any(g))) {
      checkEpilogue(g, new Epilogue(true, f, Pooling.NONE, f.isGate()));
    }
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void addsAResidual(Geometry g) {
    for (Activation f : List.of(Activation.IDENTITY, Activation.RELU, any(g))) {
      checkEpilogue(g, Epilogue.residual(f));
    }
  }

  /// An activation: each one for some of the geometries.
  private static Activation any(Geometry g) {
    Activation[] all = Activation.values();
    return all[Math.floorMod(g.hashCode(), all.length)];
  }

  @ParameterizedTest
  @MethodSource("evenGeometries")
  void pools(Geometry g) {
    for (Activation f : List.of(Activation.RELU, Activation.IDENTITY, Activation.TANH)) {
      checkEpilogue(g, new Epilogue(true, f, Pooling.MAX, f.isGate()));
      checkEpilogue(g, new Epilogue(false, f, Pooling.AVERAGE, f.isGate()));
    }
  }

  /// The epilogue of the very sums that the loops compute, so that ties and signs are theirs.
  private void checkEpilogue(Geometry g, Epilogue epilogue) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] w = noise(g.filterSize(), 2);
    float[] b = noise(g.outChannels(), 3);
    Epilogue plain = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    float[] sums = convolve(g, plain, x, w, b, blank(SAMPLES * g.outSize()));
    int stored = SAMPLES * g.outSize() / (epilogue.pools() ? 4 : 1);
    float[] side = epilogue.residual() ? noise(stored, 4) : blank(stored);
    float[] actualSide = side.clone();
    float[] actual = convolve(g, epilogue, x, w, b, actualSide);
    ScalarEpilogue expected = new ScalarEpilogue(epilogue, g.outWidth(), g.outChannels());
    float[] y = blank(stored);
    int rows = epilogue.pools() ? 2 : 1;
    for (int block = 0; block < SAMPLES * g.outHeight() / rows; block++) {
      Buffer ofBlock = Buffer.of(sums, AT + block * rows * g.outRow());
      expected.row(ofBlock, at(y), at(side), block * expected.rowSize());
    }
    for (int e = AT; e < AT + stored; e++) {
      float tolerance = 1e-5f * (1 + Math.abs(y[e]));
      assertThat(actual[e])
          .as("%s, element %d", epilogue, e)
          .isBetween(y[e] - tolerance, y[e] + tolerance);
    }
    assertThat(core(actualSide)).as("trace or residual of %s", epilogue).isEqualTo(core(side));
  }

  /// The result, in an array as large as that of the trace or residual.
  private float[] convolve(
      Geometry g, Epilogue epilogue, float[] x, float[] w, float[] b, float[] side) {
    Convolution convolution = loops().convolution(g, epilogue);
    float[] y = side.clone();
    float[] scratch = blank(convolution.scratch());
    float[] filter = convolution.packed() == 0 ? w : blank(convolution.packed());
    if (convolution.packed() > 0) {
      pack(convolution, w, filter);
    }
    convolution.run(0, 1, at(x), at(filter), at(b), at(y), at(side), new Scratch(at(scratch)));
    convolution.run(
        1, SAMPLES, at(x), at(filter), at(b), at(y), at(side), new Scratch(at(scratch)));
    convolution.run(2, 2, at(x), at(filter), at(b), at(y), at(side), new Scratch(at(scratch)));
    assertThat(Floats.marginIsWhole(filter)).isTrue();
    assertThat(Floats.marginIsWhole(y)).isTrue();
    assertThat(Floats.marginIsWhole(side)).isTrue();
    assertThat(Floats.marginIsWhole(scratch)).isTrue();
    return y;
  }

  private static void pack(Packing packing, float[] w, float[] packed) {
    int parts = packing.parts();
    packing.pack(0, parts / 2, at(w), at(packed), new Scratch(0));
    packing.pack(parts / 2, parts, at(w), at(packed), new Scratch(0));
  }

  @ParameterizedTest
  @MethodSource("channels")
  void unpoolsAlongTheTrace(int channels) {
    for (Pooling pooling : Pooling.values()) {
      int height = 6;
      int width = 10;
      int area = pooling == Pooling.NONE ? height * width : height * width / 4;
      float[] dy = noise(SAMPLES * area * channels, 4);
      float[] trace = blank(SAMPLES * area * channels);
      for (int e = 0; e < SAMPLES * area * channels; e++) {
        trace[AT + e] =
            switch (pooling) {
              case NONE -> e * 7 % 3 & 1;
              case MAX -> 1 << e * 7 % 5 & 15;
              case AVERAGE -> e * 7 % 16;
            };
      }
      float[] dx = blank(SAMPLES * height * width * channels);
      Unpool unpool = loops().unpool(height, width, channels, pooling);
      unpool.run(0, 1, at(dy), at(trace), at(dx));
      unpool.run(1, SAMPLES, at(dy), at(trace), at(dx));
      assertThat(Floats.marginIsWhole(dx)).isTrue();
      assertThat(core(dx))
          .as("%s", pooling)
          .isEqualTo(unpooled(height, width, channels, pooling, core(dy), core(trace)));
    }
  }

  static Stream<Integer> channels() {
    return Stream.of(1, 3, 8, 10, 16, 17, 32, 48);
  }

  private static float[] unpooled(
      int height, int width, int channels, Pooling pooling, float[] dy, float[] trace) {
    float[] dx = new float[SAMPLES * height * width * channels];
    for (int i = 0; i < SAMPLES * height; i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < channels; c++) {
          boolean pooled = pooling != Pooling.NONE;
          int e = pooled ? ((i / 2) * (width / 2) + j / 2) * channels : (i * width + j) * channels;
          int bit = pooled ? i % 2 * 2 + j % 2 : 0;
          boolean flows = ((int) trace[e + c] >> bit & 1) != 0;
          float share = pooling == Pooling.AVERAGE ? 0.25f : 1;
          dx[(i * width + j) * channels + c] = flows ? share * dy[e + c] : 0;
        }
      }
    }
    return dx;
  }

  @Test
  void refusesWhatItCannotDo() {
    Epilogue pooling = new Epilogue(false, Activation.RELU, Pooling.MAX, true);
    Geometry odd = Geometries.same(5, 4, 1, 1, 3, 3, 1, 1);
    assertThatThrownBy(() -> loops().convolution(odd, pooling))
        .hasMessage(
            "pooling after a convolution needs an output of even height and width, given 5 x 4");
    assertThatThrownBy(() -> loops().product(1, 1, 1, Transpose.NONE, pooling))
        .hasMessageStartingWith(
            "a product neither pools nor traces nor adds a residual, given Epilogue[");
    assertThatThrownBy(() -> new Epilogue(true, true, Activation.RELU, Pooling.MAX, false))
        .hasMessage(
            "a residual can't be combined with pooling or a trace, given pooling max, trace"
                + " false");
    assertThatThrownBy(() -> new Epilogue(false, Activation.TANH, Pooling.NONE, true))
        .hasMessage(
            "a trace holds one bit per pixel, so the activation's slope must be 0 or 1, given"
                + " tanh");
  }
}
