package dev.kern.run;

import dev.kern.graph.ConvBlock;
import dev.kern.graph.Node;
import dev.kern.graph.Pooling;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import java.util.Arrays;

/// What the ops with a sliding window mean.
final class InterpretedWindows {
  private static final Window PAIRS = Window.square(2).stride(2);

  private InterpretedWindows() {}

  /// Told of each window element that lies inside its image.
  interface Tap {
    void at(int position, int pixel, int element);
  }

  static void slide(Window window, Shape image, Tap tap) {
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

  /// Where the first largest element of each window lies in the image.
  private static int[] peaks(double[] x, Shape image, int size, Window window) {
    int[] peaks = new int[size];
    Arrays.fill(peaks, -1);
    int channels = image.last();
    slide(
        window,
        image,
        (position, pixel, _) -> {
          for (int c = 0; c < channels; c++) {
            int at = position * channels + c;
            int candidate = pixel * channels + c;
            if (peaks[at] < 0 || x[candidate] > x[peaks[at]]) {
              peaks[at] = candidate;
            }
          }
        });
    return peaks;
  }

  static double[] maxPool(double[] x, Shape image, Shape result, Window window) {
    int[] peaks = peaks(x, image, result.size(), window);
    return InterpretedRows.each(peaks.length, i -> x[peaks[i]]);
  }

  static double[] maxPoolGradient(
      double[] x, Shape image, double[] dy, Shape result, Window window) {
    int[] peaks = peaks(x, image, result.size(), window);
    double[] dx = new double[image.size()];
    for (int i = 0; i < peaks.length; i++) {
      dx[peaks[i]] += dy[i];
    }
    return dx;
  }

  private static int[] counts(Shape image, Shape result, Window window) {
    int[] counts = new int[result.rows()];
    slide(window, image, (position, _, _) -> counts[position]++);
    return counts;
  }

  static double[] averagePool(double[] x, Shape image, Shape result, Window window) {
    int[] counts = counts(image, result, window);
    int channels = image.last();
    double[] y = new double[result.size()];
    slide(
        window,
        image,
        (position, pixel, _) -> {
          for (int c = 0; c < channels; c++) {
            y[position * channels + c] += x[pixel * channels + c] / counts[position];
          }
        });
    return y;
  }

  static double[] averagePoolGradient(double[] dy, Shape result, Shape image, Window window) {
    int[] counts = counts(image, result, window);
    int channels = image.last();
    double[] dx = new double[image.size()];
    slide(
        window,
        image,
        (position, pixel, _) -> {
          for (int c = 0; c < channels; c++) {
            dx[pixel * channels + c] += dy[position * channels + c] / counts[position];
          }
        });
    return dx;
  }

  private static Shape convolved(ConvBlock block, Node node) {
    boolean pooled = block.pooling() != Pooling.NONE;
    Shape shape = node.shape();
    return pooled ? shape.with(1, shape.extent(1) * 2).with(2, shape.extent(2) * 2) : shape;
  }

  private static double[] activated(ConvBlock block, double[][] in, Node node) {
    Shape shape = convolved(block, node);
    double[] y =
        InterpretedConvolution.of(block.window(), block.groups(), node.input(0).shape(), shape)
            .convolve(in[0], in[1]);
    return InterpretedRows.activate(InterpretedRows.addBias(y, in[2]), block.activation());
  }

  static double[] block(ConvBlock block, double[][] in, Node node) {
    double[] y = activated(block, in, node);
    Shape shape = convolved(block, node);
    return switch (block.pooling()) {
      case NONE -> y;
      case MAX -> maxPool(y, shape, node.shape(), PAIRS);
      case AVERAGE -> averagePool(y, shape, node.shape(), PAIRS);
    };
  }

  static double[] trace(ConvBlock block, double[][] in, Node node) {
    double[] y = activated(block, in, node);
    double[] open = InterpretedRows.each(y.length, i -> block.activation().slope(y[i]));
    if (block.pooling() == Pooling.NONE) {
      return open;
    }
    Shape shape = convolved(block, node);
    int channels = shape.last();
    int[] peaks = peaks(y, shape, node.shape().size(), PAIRS);
    double[] bits = new double[peaks.length];
    slide(
        PAIRS,
        shape,
        (position, pixel, e) -> {
          for (int c = 0; c < channels; c++) {
            int at = position * channels + c;
            int from = pixel * channels + c;
            if (open[from] == 1 && (block.pooling() == Pooling.AVERAGE || peaks[at] == from)) {
              bits[at] += 1 << e;
            }
          }
        });
    return bits;
  }

  static double[] blockGradient(ConvBlock block, double[] trace, double[] dy, Shape shape) {
    if (block.pooling() == Pooling.NONE) {
      return InterpretedRows.each(dy.length, i -> trace[i] * dy[i]);
    }
    double share = block.pooling() == Pooling.AVERAGE ? 0.25 : 1;
    int channels = shape.last();
    double[] dx = new double[shape.size()];
    slide(
        PAIRS,
        shape,
        (position, pixel, e) -> {
          for (int c = 0; c < channels; c++) {
            int at = position * channels + c;
            if (((int) trace[at] >> e & 1) == 1) {
              dx[pixel * channels + c] = share * dy[at];
            }
          }
        });
    return dx;
  }
}
