package dev.kern.data.image;

/// How the pixels along one side of an image become those of another length.
///
/// Pixel `i` of the new side covers `[i * r, (i + 1) * r]` of the old one, `r = from / to`. Where
/// the side gets shorter, it is the mean of what it covers, pixels at the edge counting by the part
/// that is covered; where it gets longer, it is interpolated linearly between the two pixels whose
/// middles are next to its own, and beyond the outermost middles repeats them. So no value is
/// smaller or greater than all it is made of, and a side of the same length stays what it is.
///
/// Or it is made by a [Kernel] around its middle, as wide as two or four pixels of the smaller
/// image.
final class ResamplingWeights {
  /// How much an old pixel counts by its distance, in pixels of the smaller image.
  enum Kernel {
    /// `1 - |d|`, up to 1.
    BILINEAR(1) {
      @Override
      double at(double distance) {
        return Math.max(0, 1 - distance);
      }
    },

    /// Keys 1981, equation 15 with `a = -1/2`, up to 2.
    BICUBIC(2) {
      @Override
      double at(double distance) {
        double d = distance;
        return d < 1
            ? (SLOPE + 2) * d * d * d - (SLOPE + 3) * d * d + 1
            : d < 2 ? SLOPE * (((d - 5) * d + 8) * d - 4) : 0;
      }
    };

    private static final double SLOPE = -0.5;
    private final double reach;

    Kernel(double reach) {
      this.reach = reach;
    }

    abstract double at(double distance);
  }

  private final int to;
  private final int[] first;
  private final float[][] weights;

  /// @param from the length, which may end within a pixel: the last one then counts in part
  ResamplingWeights(double from, int to) {
    this.to = to;
    this.first = new int[to];
    this.weights = new float[to][];
    double ratio = from / to;
    for (int i = 0; i < to; i++) {
      if (to < from) {
        cover(i, ratio, from);
      } else {
        interpolate(i, ratio, from);
      }
    }
  }

  /// Some new pixels of a side.
  ///
  /// @param from the length of the old side
  /// @param whole the length of the new one
  /// @param begin the first new pixel
  /// @param count how many there are
  ResamplingWeights(int from, int whole, int begin, int count, Kernel kernel) {
    this.to = count;
    this.first = new int[count];
    this.weights = new float[count][];
    double ratio = (double) from / whole;
    double wide = Math.max(1, ratio);
    for (int i = 0; i < count; i++) {
      double middle = (begin + i + 0.5) * ratio;
      first[i] = (int) Math.max(0, middle - kernel.reach * wide + 0.5);
      int end = (int) Math.min(from, middle + kernel.reach * wide + 0.5);
      double[] raw = new double[end - first[i]];
      double sum = 0;
      for (int k = 0; k < raw.length; k++) {
        raw[k] = kernel.at(Math.abs(first[i] + k + 0.5 - middle) / wide);
        sum += raw[k];
      }
      weights[i] = new float[raw.length];
      for (int k = 0; k < raw.length; k++) {
        weights[i][k] = (float) (raw[k] / sum);
      }
    }
  }

  private void cover(int i, double ratio, double from) {
    double begin = i * ratio;
    double end = Math.min(from, (i + 1) * ratio);
    int last = (int) Math.ceil(end);
    first[i] = (int) begin;
    weights[i] = new float[last - first[i]];
    for (int k = 0; k < weights[i].length; k++) {
      double left = Math.max(begin, first[i] + k);
      double right = Math.min(end, first[i] + k + 1.0);
      weights[i][k] = (float) ((right - left) / ratio);
    }
  }

  private void interpolate(int i, double ratio, double from) {
    double middle = Math.clamp((i + 0.5) * ratio - 0.5, 0, from - 1.0);
    first[i] = (int) middle;
    float second = (float) (middle - first[i]);
    weights[i] = second == 0 ? new float[] {1} : new float[] {1 - second, second};
  }

  /// How many pixels the new side has.
  int to() {
    return to;
  }

  /// The first old pixel that the new one is made of.
  int first(int i) {
    return first[i];
  }

  /// How much each old pixel counts, from the first one on; they add up to one.
  float[] weights(int i) {
    return weights[i];
  }
}
