package dev.kern.model;

import dev.kern.graph.Tensor;

/// Where in an image a network sees what speaks for one of its outputs; see [ActivationMapper].
///
/// @param layer the layer at which it was taken
/// @param values `[rows, columns]`, from 0 to 1: 1 where the most speaks for the output; all 0 if
///   nothing does
public record ActivationMap(String layer, Tensor values) {
  /// The map at another size, row by row, with what lies between its places interpolated.
  public float[] sized(int height, int width) {
    int rows = values.shape().extent(0);
    int columns = values.shape().extent(1);
    float[] sized = new float[height * width];
    for (int y = 0; y < height; y++) {
      float row = Math.clamp((y + 0.5f) * rows / height - 0.5f, 0, rows - 1);
      int top = (int) row;
      int bottom = Math.min(top + 1, rows - 1);
      for (int x = 0; x < width; x++) {
        float column = Math.clamp((x + 0.5f) * columns / width - 0.5f, 0, columns - 1);
        int left = (int) column;
        int right = Math.min(left + 1, columns - 1);
        float upper = between(at(top, left), at(top, right), column - left);
        float lower = between(at(bottom, left), at(bottom, right), column - left);
        sized[y * width + x] = between(upper, lower, row - top);
      }
    }
    return sized;
  }

  private float at(int row, int column) {
    return values.at(row * values.shape().extent(1) + column);
  }

  private static float between(float from, float to, float part) {
    return from + part * (to - from);
  }
}
