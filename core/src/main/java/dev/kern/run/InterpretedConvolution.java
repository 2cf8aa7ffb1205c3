package dev.kern.run;

import dev.kern.graph.Shape;
import dev.kern.graph.Window;

/// The reference implementation of convolution and its gradients.
///
/// @param channels of the image, per group
/// @param filters per group
record InterpretedConvolution(Window window, Shape image, Shape result, int channels, int filters) {
  static InterpretedConvolution of(Window window, int groups, Shape image, Shape result) {
    return new InterpretedConvolution(
        window, image, result, image.last() / groups, result.last() / groups);
  }

  /// Receives each multiplication: indices into image, filter and result.
  private interface Term {
    void at(int in, int tap, int out);
  }

  private void eachTerm(Term term) {
    int all = result.last();
    InterpretedWindows.slide(
        window,
        image,
        (position, pixel, e) -> {
          for (int c = 0; c < channels; c++) {
            for (int f = 0; f < all; f++) {
              int first = Math.floorDiv(f, filters) * channels;
              term.at(
                  pixel * image.last() + first + c,
                  (e * channels + c) * all + f,
                  position * all + f);
            }
          }
        });
  }

  double[] convolve(double[] x, double[] w) {
    double[] y = new double[result.size()];
    eachTerm((in, tap, out) -> y[out] += x[in] * w[tap]);
    return y;
  }

  double[] inputGradient(double[] dy, double[] w) {
    double[] dx = new double[image.size()];
    eachTerm((in, tap, out) -> dx[in] += dy[out] * w[tap]);
    return dx;
  }

  double[] filterGradient(double[] x, double[] dy) {
    double[] dw = new double[window.height() * window.width() * channels * result.last()];
    eachTerm((in, tap, out) -> dw[tap] += x[in] * dy[out]);
    return dw;
  }
}
