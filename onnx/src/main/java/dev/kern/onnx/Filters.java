package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;

/// A convolution's filters in both orders: ONNX's `[F, C, K, L]`, Kern's `[K, L, C, F]`.
final class Filters {
  private Filters() {}

  /// The values of `[K, L, C, F]` in ONNX's order.
  static float[] toOnnx(Tensor filters) {
    float[] values = filters.toArray();
    int count = filters.shape().extent(3);
    int channels = filters.shape().extent(2);
    int pixels = values.length / (count * channels);
    float[] onnx = new float[values.length];
    int at = 0;
    for (int f = 0; f < count; f++) {
      for (int c = 0; c < channels; c++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          onnx[at++] = values[(pixel * channels + c) * count + f];
        }
      }
    }
    return onnx;
  }

  /// The tensor `[K, L, C, F]` of values that stand in ONNX's order.
  static Tensor toKern(float[] onnx, int height, int width, int channels, int count) {
    float[] values = new float[onnx.length];
    int pixels = height * width;
    int at = 0;
    for (int f = 0; f < count; f++) {
      for (int c = 0; c < channels; c++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          values[(pixel * channels + c) * count + f] = onnx[at++];
        }
      }
    }
    return Tensor.of(Shape.of(height, width, channels, count), values);
  }
}
