package dev.kern.data.image;

import java.util.Arrays;

/// Resizes images: area averages where they get smaller, linear interpolation where they get
/// larger, each side independently.
///
/// Rows are read one at a time, so that a large image need not be there as floats. The sums are
/// done in a fixed order: the same image gives the same bits. Not thread-safe.
public final class Resampling {
  private final ResamplingWeights rows;
  private final ResamplingWeights columns;
  private final int fromHeight;
  private final int channels;
  private final float[] row;
  private final float[] resampled;

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
    this.row = new float[Math.ceilDiv(fromWidth, shrink) * channels];
    this.resampled = new float[toWidth * channels];
  }

  /// Resamples an image to `into`, `[height, width, channels]` from `at` on.
  public void apply(Rows from, float[] into, int at) {
    Arrays.fill(into, at, at + rows.to() * resampled.length, 0);
    int lowest = 0; // of the new rows that aren't complete
    for (int i = 0; i < fromHeight; i++) {
      from.read(i, row);
      resampleRow();
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
