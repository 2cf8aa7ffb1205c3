package dev.kern.data.image;

import java.util.Arrays;

/// Resizes images, each side independently: area averages where they get smaller, linear
/// interpolation where they get larger; or by another [Filter] to a part of a larger image.
///
/// Rows are read one at a time, so that a large image need not be there as floats. The sums are
/// done in a fixed order: the same image gives the same bits. Not thread-safe.
public final class Resampling {
  private final ResamplingWeights rows;
  private final ResamplingWeights columns;
  private final int fromHeight;
  private final int channels;
  private final boolean rounds;
  private final float[] row;
  private final float[] resampled;

  /// How new pixels are made of old ones, where that isn't by areas.
  ///
  /// @param cubic whether it is bicubic rather than bilinear
  /// @param rounds whether numbers are rounded to bytes after each side, as Pillow does
  public record Filter(boolean cubic, boolean rounds) {
    private ResamplingWeights weights(int from, int whole, int begin, int count) {
      return new ResamplingWeights(
          from,
          whole,
          begin,
          count,
          cubic ? ResamplingWeights.Kernel.BICUBIC : ResamplingWeights.Kernel.BILINEAR);
    }
  }

  /// A part of an image.
  ///
  /// @param height rows of the whole
  /// @param width columns of the whole
  /// @param top the first row of the part
  /// @param left its first column
  /// @param rows how many rows it has
  /// @param columns how many columns it has
  public record Part(int height, int width, int top, int left, int rows, int columns) {}

  /// Where rows come from.
  public interface Rows {
    /// Writes a row of `[width, channels]` to `into`.
    void read(int row, float[] into);
  }

  /// For images of these sizes.
  public Resampling(int fromHeight, int fromWidth, int toHeight, int toWidth, int channels) {
    this(fromHeight, fromWidth, 1, toHeight, toWidth, channels);
  }

  /// For images of these sizes of which squares of `shrink * shrink` pixels were made one: there
  /// are `ceil(fromHeight / shrink)` rows to read, and columns likewise.
  public Resampling(
      int fromHeight, int fromWidth, int shrink, int toHeight, int toWidth, int channels) {
    this.fromHeight = Math.ceilDiv(fromHeight, shrink);
    this.channels = channels;
    this.rows = new ResamplingWeights((double) fromHeight / shrink, toHeight);
    this.columns = new ResamplingWeights((double) fromWidth / shrink, toWidth);
    this.rounds = false;
    this.row = new float[Math.ceilDiv(fromWidth, shrink) * channels];
    this.resampled = new float[toWidth * channels];
  }

  /// For images of which a part is wanted, once they are resized.
  public Resampling(int fromHeight, int fromWidth, Part to, int channels, Filter filter) {
    this.fromHeight = fromHeight;
    this.channels = channels;
    this.rows = filter.weights(fromHeight, to.height, to.top, to.rows);
    this.columns = filter.weights(fromWidth, to.width, to.left, to.columns);
    this.rounds = filter.rounds;
    this.row = new float[fromWidth * channels];
    this.resampled = new float[to.columns * channels];
  }

  /// Resamples an image to `into`, `[height, width, channels]` from `at` on.
  public void apply(Rows from, float[] into, int at) {
    Arrays.fill(into, at, at + rows.to() * resampled.length, 0);
    int lowest = 0; // of the new rows that aren't complete
    for (int i = rows.first(0); i < fromHeight && lowest < rows.to(); i++) {
      from.read(i, row);
      resampleRow();
      if (rounds) {
        round(resampled, 0, resampled.length);
      }
      for (int k = lowest; k < rows.to() && rows.first(k) <= i; k++) {
        float[] weights = rows.weights(k);
        int nth = i - rows.first(k);
        if (nth < weights.length) {
          add(weights[nth], into, at + k * resampled.length);
        }
        if (nth >= weights.length - 1 && k == lowest) {
          lowest++;
        }
      }
    }
    if (rounds) {
      round(into, at, rows.to() * resampled.length);
    }
  }

  private static void round(float[] values, int at, int count) {
    for (int i = at; i < at + count; i++) {
      values[i] = Math.clamp((int) (values[i] + 0.5f), 0, 255);
    }
  }

  private void resampleRow() {
    for (int j = 0; j < columns.to(); j++) {
      float[] weights = columns.weights(j);
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * row[(columns.first(j) + k) * channels + c];
        }
        resampled[j * channels + c] = sum;
      }
    }
  }

  private void add(float weight, float[] into, int at) {
    for (int j = 0; j < resampled.length; j++) {
      into[at + j] += weight * resampled[j];
    }
  }
}
