package dev.kern.kernel.library;

import static dev.kern.kernel.library.Floats.AT;
import static dev.kern.kernel.library.Floats.at;
import static dev.kern.kernel.library.Floats.blank;
import static dev.kern.kernel.library.Floats.core;
import static dev.kern.kernel.library.Floats.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Pool;
import dev.kern.math.Pooling;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every set of loops must compute for pooling with any window.
abstract class PoolContract {
  private static final int SAMPLES = 2;

  /// The loops under test.
  abstract KernelLibrary loops();

  static Stream<Geometry> geometries() {
    return Stream.concat(
        Geometries.ragged(50, 4).stream().map(Geometries::pooling),
        Stream.of(
            Geometries.valid(14, 14, 16, 16, 2, 2, 2, 1),
            Geometries.same(13, 13, 10, 10, 3, 3, 2, 1),
            Geometries.same(7, 33, 3, 3, 3, 3, 2, 1),
            Geometries.valid(8, 30, 5, 5, 4, 4, 1, 1),
            Geometries.same(4, 5, 17, 17, 12, 11, 1, 1),
            Geometries.same(6, 5, 3, 3, 5, 6, 2, 4)));
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void needsNoPositionsThatAreAlwaysPadding(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] dy = noise(SAMPLES * g.outSize(), 2);
    for (Pooling pooling : List.of(Pooling.MAX, Pooling.AVERAGE)) {
      Pool whole = loops().pool(g, pooling);
      Pool cropped = loops().pool(g.cropped(), pooling);
      assertThat(pool(cropped, g, x)).isEqualTo(pool(whole, g, x));
      assertThat(gradient(cropped, g, x, dy)).isEqualTo(gradient(whole, g, x, dy));
    }
  }

  @Test
  void cropsHugeWindowsToWhatTheyRead() {
    Geometry g = Geometries.same(28, 20, 1, 1, 8192, 8191, 1, 1).cropped();
    assertThat(g.kernelHeight()).isEqualTo(55);
    assertThat(g.kernelWidth()).isEqualTo(39);
    assertThat(g.padTop()).isEqualTo(27);
    assertThat(g.padLeft()).isEqualTo(19);
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void takesTheLargest(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] dy = noise(SAMPLES * g.outSize(), 2);
    float[] y = pool(loops().pool(g, Pooling.MAX), g, x);
    float[] dx = gradient(loops().pool(g, Pooling.MAX), g, x, dy);
    int[] winner = winners(g, core(x));
    Sums expected = new Sums(SAMPLES * g.inSize());
    for (int e = 0; e < winner.length; e++) {
      assertThat(y[AT + e]).isEqualTo(x[AT + winner[e]]);
      expected.add(winner[e], dy[AT + e]);
    }
    expected.assertEqual("dx", dx, AT);
  }

  private static int[] winners(Geometry g, float[] x) {
    int[] winner = new int[SAMPLES * g.outSize()];
    Arrays.fill(winner, -1);
    eachPair(
        g,
        (in, out) -> {
          if (winner[out] < 0 || x[in] > x[winner[out]]) {
            winner[out] = in;
          }
        });
    return winner;
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void takesTheMean(Geometry g) {
    float[] x = noise(SAMPLES * g.inSize(), 1);
    float[] dy = noise(SAMPLES * g.outSize(), 2);
    int[] pixels = new int[SAMPLES * g.outSize()];
    eachPair(g, (in, out) -> pixels[out]++);
    Sums y = new Sums(SAMPLES * g.outSize());
    eachPair(g, (in, out) -> y.add(out, (double) x[AT + in] / pixels[out]));
    y.assertEqual("y", pool(loops().pool(g, Pooling.AVERAGE), g, x), AT);
    Sums dx = new Sums(SAMPLES * g.inSize());
    eachPair(g, (in, out) -> dx.add(in, (double) dy[AT + out] / pixels[out]));
    dx.assertEqual("dx", gradient(loops().pool(g, Pooling.AVERAGE), g, x, dy), AT);
  }

  private interface Pair {
    void at(int in, int out);
  }

  private static void eachPair(Geometry g, Pair pair) {
    int channels = g.inChannels();
    Oracle.eachPixel(
        g,
        SAMPLES,
        (n, h, w, u, v, i, j) -> {
          for (int c = 0; c < channels; c++) {
            pair.at(
                ((n * g.inHeight() + h) * g.inWidth() + w) * channels + c,
                ((n * g.outHeight() + i) * g.outWidth() + j) * channels + c);
          }
        });
  }

  private static float[] pool(Pool pool, Geometry g, float[] x) {
    float[] y = blank(SAMPLES * g.outSize());
    int rows = g.outHeight();
    pool.run(0, rows, at(x), at(y));
    pool.run(rows, SAMPLES * rows, at(x), at(y));
    pool.run(rows, rows, at(x), at(y));
    assertThat(Floats.marginIsWhole(y)).isTrue();
    return y;
  }

  private static float[] gradient(Pool pool, Geometry g, float[] x, float[] dy) {
    float[] dx = blank(SAMPLES * g.inSize());
    pool.gradient(0, 1, at(x), at(dy), at(dx));
    pool.gradient(1, SAMPLES, at(x), at(dy), at(dx));
    pool.gradient(0, 0, at(x), at(dy), at(dx));
    assertThat(Floats.marginIsWhole(dx)).isTrue();
    return dx;
  }
}
