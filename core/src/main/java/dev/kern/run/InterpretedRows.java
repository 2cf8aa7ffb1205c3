package dev.kern.run;

import dev.kern.graph.Dropout;
import dev.kern.graph.Node;
import dev.kern.graph.NormalizeGradient;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.math.Activation;
import dev.kern.math.LocalNorm;
import dev.kern.math.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// The reference implementation of the ops on elements, rows and matrices.
final class InterpretedRows {
  private InterpretedRows() {}

  static double[] each(int size, IntToDoubleFunction element) {
    double[] y = new double[size];
    Arrays.setAll(y, element);
    return y;
  }

  static double[] widen(Tensor tensor) {
    return each(tensor.shape().size(), tensor::at);
  }

  static double[] addBias(double[] x, double[] bias) {
    return each(x.length, i -> x[i] + bias[i % bias.length]);
  }

  static double[] activate(double[] x, Activation activation) {
    return each(x.length, i -> activation.value(x[i]));
  }

  static double[] sum(double[] x, int channels) {
    double[] y = new double[channels];
    for (int i = 0; i < x.length; i++) {
      y[i % channels] += x[i];
    }
    return y;
  }

  static double[] mean(double[] x, int channels) {
    double[] total = sum(x, channels);
    return each(channels, c -> total[c] * channels / x.length);
  }

  static double[] product(double[][] in, Shape result, boolean left, boolean right) {
    int rows = result.extent(0);
    int columns = result.extent(1);
    int inner = rows == 0 ? 0 : Math.floorDiv(in[0].length, rows);
    double[] y = new double[result.size()];
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        for (int k = 0; k < inner; k++) {
          y[m * columns + n] +=
              in[0][left ? k * rows + m : m * inner + k]
                  * in[1][right ? n * inner + k : k * columns + n];
        }
      }
    }
    return y;
  }

  static double[] concat(double[][] in, Node node) {
    double[] y = new double[node.shape().size()];
    int at = 0;
    for (int row = 0; row < node.shape().rows(); row++) {
      for (int part = 0; part < in.length; part++) {
        int width = node.input(part).shape().last();
        System.arraycopy(in[part], row * width, y, at, width);
        at += width;
      }
    }
    return y;
  }

  /// The index of a tensor's element in a larger tensor, behind a border.
  static int within(Shape small, int index, Shape large, List<Integer> before) {
    int rest = index;
    int at = 0;
    int pitch = 1;
    for (int axis = small.rank() - 1; axis >= 0; axis--) {
      at += (rest % small.extent(axis) + before.get(axis)) * pitch;
      rest = Math.floorDiv(rest, small.extent(axis));
      pitch *= large.extent(axis);
    }
    return at;
  }

  /// The logarithm of the softmax of each row.
  private static double[] logSoftmax(double[] x, int channels) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += channels) {
      double max = Arrays.stream(x, at, at + channels).max().orElse(0);
      double sum = Arrays.stream(x, at, at + channels).map(v -> Math.exp(v - max)).sum();
      for (int i = at; i < at + channels; i++) {
        y[i] = x[i] - max - Math.log(sum);
      }
    }
    return y;
  }

  static double[] softmax(double[] x, int channels) {
    return Arrays.stream(logSoftmax(x, channels)).map(Math::exp).toArray();
  }

  static double[] softmaxGradient(double[] y, double[] dy, int channels) {
    double[] dots = new double[channels == 0 ? 0 : Math.floorDiv(y.length, channels)];
    for (int i = 0; i < y.length; i++) {
      dots[Math.floorDiv(i, channels)] += dy[i] * y[i];
    }
    return each(y.length, i -> y[i] * (dy[i] - dots[Math.floorDiv(i, channels)]));
  }

  static double[] crossEntropy(double[] logits, double[] labels, int channels) {
    double[] logs = logSoftmax(logits, channels);
    double[] y = new double[channels == 0 ? 0 : Math.floorDiv(logits.length, channels)];
    for (int i = 0; i < logs.length; i++) {
      y[Math.floorDiv(i, channels)] -= labels[i] * logs[i];
    }
    return y;
  }

  static double[] dropout(double[] x, Dropout dropout, long seed, long step) {
    int key = Randomness.key(seed, step, dropout.stream());
    float keep = (float) dropout.keep();
    return each(x.length, i -> Randomness.uniform(key, i) < keep ? x[i] / dropout.keep() : 0);
  }

  /// Input 0 standardised by the mean at input 1 and the variance at input 2.
  static double[] standard(double[][] in, double epsilon) {
    int channels = in[1].length;
    return each(
        in[0].length,
        i -> (in[0][i] - in[1][i % channels]) / Math.sqrt(in[2][i % channels] + epsilon));
  }

  /// Input 0 standardised by inputs 1 and 2, scaled by input 3 and shifted by input 4.
  static double[] normalize(double[][] in, double epsilon) {
    int channels = in[1].length;
    double[] z = standard(in, epsilon);
    return each(z.length, i -> z[i] * in[3][i % channels] + in[4][i % channels]);
  }

  static double[] normalizeGradient(NormalizeGradient op, double[][] in, int channels) {
    double[] dy = in[4];
    double[] z = standard(in, op.epsilon());
    double[] meanDy = op.byBatch() ? mean(dy, channels) : new double[channels];
    double[] meanDyZ =
        op.byBatch() ? mean(each(z.length, i -> dy[i] * z[i]), channels) : new double[channels];
    return each(
        dy.length,
        i -> {
          int c = i % channels;
          double r = 1 / Math.sqrt(in[2][c] + op.epsilon());
          return in[3][c] * r * (dy[i] - meanDy[c] - z[i] * meanDyZ[c]);
        });
  }

  /// Channel `k` of group `g` becomes the `k * groups + g`-th, with so many channels per group.
  static double[] shuffle(double[] x, int channels, int perGroup) {
    int groups = channels == 0 ? 0 : Math.floorDiv(channels, perGroup);
    return each(
        x.length,
        i -> {
          int c = i % channels;
          return x[i - c + c % groups * perGroup + Math.floorDiv(c, groups)];
        });
  }

  /// Each row with mean 0 and variance 1.
  static double[] standardize(double[] x, int channels, double epsilon) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += channels) {
      double mean = Arrays.stream(x, at, at + channels).average().orElse(0);
      double variance =
          Arrays.stream(x, at, at + channels).map(v -> (v - mean) * (v - mean)).sum() / channels;
      for (int i = at; i < at + channels; i++) {
        y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
      }
    }
    return y;
  }

  static double[] standardizeGradient(double[] x, double[] dy, int channels, double epsilon) {
    double[] z = standardize(x, channels, epsilon);
    double[] dx = new double[x.length];
    for (int at = 0; at < x.length; at += channels) {
      int end = at + channels;
      double mean = Arrays.stream(x, at, end).average().orElse(0);
      double variance =
          Arrays.stream(x, at, end).map(v -> (v - mean) * (v - mean)).sum() / channels;
      double meanDy = Arrays.stream(dy, at, end).average().orElse(0);
      double meanDyZ = 0;
      for (int i = at; i < end; i++) {
        meanDyZ += dy[i] * z[i] / channels;
      }
      for (int i = at; i < end; i++) {
        dx[i] = (dy[i] - meanDy - z[i] * meanDyZ) / Math.sqrt(variance + epsilon);
      }
    }
    return dx;
  }

  static double[] localResponse(LocalNorm how, double[] x, int channels) {
    double[] base = localBase(how, x, channels);
    return each(x.length, i -> x[i] * Math.pow(base[i], -how.beta()));
  }

  /// Differentiates `x * base^-beta`: the square of an element is in the bases of those around it.
  static double[] localResponseGradient(LocalNorm how, double[] x, double[] dy, int channels) {
    double[] base = localBase(how, x, channels);
    double[] dx = each(x.length, i -> dy[i] * Math.pow(base[i], -how.beta()));
    double factor = 2 * how.alpha() * how.beta() / how.size();
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double share = factor * dy[i] * x[i] * Math.pow(base[i], -how.beta() - 1);
      for (int k = how.first(c); k <= how.last(c, channels); k++) {
        dx[i - c + k] -= share * x[i - c + k];
      }
    }
    return dx;
  }

  private static double[] localBase(LocalNorm how, double[] x, int channels) {
    return each(
        x.length,
        i -> {
          int c = i % channels;
          double sum = 0;
          for (int k = how.first(c); k <= how.last(c, channels); k++) {
            sum += x[i - c + k] * x[i - c + k];
          }
          return how.base(sum);
        });
  }
}
