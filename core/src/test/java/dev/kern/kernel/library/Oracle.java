package dev.kern.kernel.library;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Transpose;

/// What the window loops and products compute, as loops over the definition in double.
final class Oracle {
  private Oracle() {}

  /// Convolution sums without bias, `[N, out(H), out(W), F]`.
  static Sums convolution(Geometry g, int samples, float[] x, float[] w) {
    Sums sums = new Sums(samples * g.outSize());
    eachTerm(g, samples, (in, tap, out) -> sums.add(out, (double) x[in] * w[tap]));
    return sums;
  }

  static Sums inputGradient(Geometry g, int samples, float[] dy, float[] w) {
    Sums sums = new Sums(samples * g.inSize());
    eachTerm(g, samples, (in, tap, out) -> sums.add(in, (double) dy[out] * w[tap]));
    return sums;
  }

  static Sums filterGradient(Geometry g, int samples, float[] x, float[] dy) {
    Sums sums = new Sums(g.filterSize());
    eachTerm(g, samples, (in, tap, out) -> sums.add(tap, (double) dy[out] * x[in]));
    return sums;
  }

  /// A term of a convolution: indices into image, filter and output.
  interface Term {
    void at(int in, int tap, int out);
  }

  private static void eachTerm(Geometry g, int samples, Term term) {
    eachPixel(
        g,
        samples,
        (n, h, w, u, v, i, j) -> {
          int in = ((n * g.inHeight() + h) * g.inWidth() + w) * g.inChannels();
          int out = ((n * g.outHeight() + i) * g.outWidth() + j) * g.outChannels();
          int channels = g.inChannels() / g.groups();
          int filters = g.outChannels() / g.groups();
          int tap = (u * g.kernelWidth() + v) * channels * g.outChannels();
          for (int c = 0; c < channels; c++) {
            for (int f = 0; f < g.outChannels(); f++) {
              int first = Math.floorDiv(f, filters) * channels;
              term.at(in + first + c, tap + c * g.outChannels() + f, out + f);
            }
          }
        });
  }

  /// A pixel that a window sees.
  interface Pixel {
    void at(int n, int h, int w, int u, int v, int i, int j);
  }

  static void eachPixel(Geometry g, int samples, Pixel pixel) {
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < g.outHeight(); i++) {
        for (int j = 0; j < g.outWidth(); j++) {
          for (int u = 0; u < g.kernelHeight(); u++) {
            for (int v = 0; v < g.kernelWidth(); v++) {
              int h = i * g.stride() + u * g.dilation() - g.padTop();
              int w = j * g.stride() + v * g.dilation() - g.padLeft();
              if (h >= 0 && h < g.inHeight() && w >= 0 && w < g.inWidth()) {
                pixel.at(n, h, w, u, v, i, j);
              }
            }
          }
        }
      }
    }
  }

  static Sums product(int rows, int inner, int columns, Transpose t, float[] a, float[] b) {
    Sums sums = new Sums(rows * columns);
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        for (int k = 0; k < inner; k++) {
          double left = a[t == Transpose.LEFT ? k * rows + m : m * inner + k];
          double right = b[t == Transpose.RIGHT ? n * inner + k : k * columns + n];
          sums.add(m * columns + n, left * right);
        }
      }
    }
    return sums;
  }
}
