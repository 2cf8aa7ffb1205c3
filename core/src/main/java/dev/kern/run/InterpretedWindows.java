package dev.kern.run;

import dev.kern.graph.ConvBlock;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.math.Pooling;
import java.util.Arrays;

/// The reference implementation of the ops with a sliding window.
final class InterpretedWindows {
  private InterpretedWindows() {}

  /// Receives each window element that lies inside its image.
  interface WindowTap {
    void at(int position, int pixel, int element);
  }

  static void slide(Window window, Shape image, WindowTap tap) {
    int height = image.extent(1);
    int width = image.extent(2);
    int position = 0;
    for (int n = 0; n < image.extent(0); n++) {
      for (int i = 0; i < window.outputHeight(height); i++) {
        for (int j = 0; j < window.outputWidth(width); j++, position++) {
          for (int e = 0; e < window.height() * window.width(); e++) {
            int u = Math.floorDiv(e, window.width());
            int v = e % window.width();
            int h = i * window.stride() + u * window.dilation() - window.padTop(height);
            int w = j * window.stride() + v * window.dilation() - window.padLeft(width);
            if (h >= 0 && h < height && w >= 0 && w < width) {
              tap.at(position, (n * height + h) * width + w, e);
            }
          }
        }
      }
    }
  }

  /// Receives each element that may be pooled: indices into image and result, and its position in
  /// the window.
  private interface Pair {
    void at(int in, int out, int element);
  }

  private static void eachPair(Window window, Shape image, Pair pair) {
    int channels = image.last();
    slide(
        window,
        image,
        (position, pixel, e) -> {
          for (int c = 0; c < channels; c++) {
            pair.at(pixel * channels + c, position * channels + c, e);
          }
        });
  }

  /// The elements that are pooled: all elements of each window, or the first largest.
  private static void eachPooled(
      Pooling pooling, double[] x, Shape image, Window window, Pair pair) {
    if (pooling != Pooling.MAX) {
      eachPair(window, image, pair);
      return;
    }
    int[] winner = new int[pooledSize(image, window)];
    Arrays.fill(winner, -1);
    eachPair(
        window,
        image,
        (in, out, _) -> {
          if (winner[out] < 0 || x[in] > x[winner[out]]) {
            winner[out] = in;
          }
        });
    eachPair(
        window,
        image,
        (in, out, e) -> {
          if (winner[out] == in) {
            pair.at(in, out, e);
          }
        });
  }

  private static int pooledSize(Shape image, Window window) {
    return image.extent(0)
        * window.outputHeight(image.extent(1))
        * window.outputWidth(image.extent(2))
        * image.last();
  }

  static double[] pool(Pooling pooling, double[] x, Shape image, Window window) {
    double[] y = new double[pooledSize(image, window)];
    int[] counts = new int[y.length];
    eachPooled(pooling, x, image, window, (_, out, _) -> counts[out]++);
    // What is chosen is copied, not added: 0 + -0 would be 0.
    eachPooled(
        pooling,
        x,
        image,
        window,
        (in, out, _) -> y[out] = pooling == Pooling.AVERAGE ? y[out] + x[in] / counts[out] : x[in]);
    return y;
  }

  /// @param x the image that was pooled; read by max pooling only
  static double[] poolGradient(
      Pooling pooling, double[] x, double[] dy, Shape image, Window window) {
    double[] dx = new double[image.size()];
    int[] counts = new int[dy.length];
    eachPooled(pooling, x, image, window, (_, out, _) -> counts[out]++);
    eachPooled(pooling, x, image, window, (in, out, _) -> dx[in] += dy[out] / counts[out]);
    return dx;
  }

  private static Window window(Pooling pooling) {
    return pooling == Pooling.NONE ? Window.square(1) : Window.square(2).stride(2);
  }

  private static Shape convolved(ConvBlock block, Shape result) {
    int stride = window(block.pooling()).stride();
    return result.with(1, result.extent(1) * stride).with(2, result.extent(2) * stride);
  }

  private static double[] activated(ConvBlock block, double[][] in, Node node) {
    Shape shape = convolved(block, node.shape());
    double[] y =
        InterpretedConvolution.of(block.window(), block.groups(), node.input(0).shape(), shape)
            .convolve(in[0], in[1]);
    double[] biased = InterpretedRows.addBias(y, in[2]);
    for (int e = 0; e < biased.length && block.residual(); e++) {
      biased[e] += in[3][e];
    }
    return InterpretedRows.activate(biased, block.activation());
  }

  static double[] block(ConvBlock block, double[][] in, Node node) {
    Shape shape = convolved(block, node.shape());
    return pool(block.pooling(), activated(block, in, node), shape, window(block.pooling()));
  }

  /// For each result, a bit per pixel that it was computed from, and that its gradient flows to.
  static double[] trace(ConvBlock block, double[][] in, Node node) {
    double[] y = activated(block, in, node);
    double[] bits = new double[node.shape().size()];
    eachPooled(
        block.pooling(),
        y,
        convolved(block, node.shape()),
        window(block.pooling()),
        (from, out, e) -> bits[out] += block.activation().slope(y[from]) * (1 << e));
    return bits;
  }

  static double[] blockGradient(ConvBlock block, double[] trace, double[] dy, Shape shape) {
    double share = block.pooling() == Pooling.AVERAGE ? 0.25 : 1;
    double[] dx = new double[shape.size()];
    eachPair(
        window(block.pooling()),
        shape,
        (in, out, e) -> {
          if (((int) trace[out] >> e & 1) == 1) {
            dx[in] = share * dy[out];
          }
        });
    return dx;
  }

  static double[] subsample(double[] x, Shape image, Shape result, int rows, int columns) {
    double[] y = new double[result.size()];
    int at = 0;
    for (int n = 0; n < image.extent(0); n++) {
      for (int i = 0; i < image.extent(1); i += rows) {
        for (int j = 0; j < image.extent(2); j += columns) {
          int pixel = (n * image.extent(1) + i) * image.extent(2) + j;
          System.arraycopy(x, pixel * image.last(), y, at, image.last());
          at += image.last();
        }
      }
    }
    return y;
  }
}
