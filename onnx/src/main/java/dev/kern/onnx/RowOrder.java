package dev.kern.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Where the numbers of a flattened picture stand: ONNX flattens `[C, H, W]`, Kern `[H, W, C]`.
///
/// @param places for each place in ONNX's row, the place in Kern's
record RowOrder(int[] places) {
  /// Rows of so many numbers that stand alike in both.
  static RowOrder plain(int size) {
    return new RowOrder(IntStream.range(0, size).toArray());
  }

  /// Rows of flattened pictures.
  static RowOrder flattened(int height, int width, int channels) {
    int[] places = new int[height * width * channels];
    int at = 0;
    for (int c = 0; c < channels; c++) {
      for (int pixel = 0; pixel < height * width; pixel++) {
        places[at++] = pixel * channels + c;
      }
    }
    return new RowOrder(places);
  }

  int size() {
    return places.length;
  }

  /// Whether all numbers stand alike in both.
  boolean isPlain() {
    return IntStream.range(0, places.length).allMatch(i -> places[i] == i);
  }

  /// These rows with others behind them.
  RowOrder beside(RowOrder other) {
    IntStream shifted = IntStream.of(other.places).map(place -> place + places.length);
    return new RowOrder(IntStream.concat(IntStream.of(places), shifted).toArray());
  }

  /// For each place in Kern's row, the place in ONNX's.
  long[] inverse() {
    long[] inverse = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      inverse[places[i]] = i;
    }
    return inverse;
  }

  /// A matrix whose rows stand in Kern's order, in ONNX's.
  float[] toOnnx(float[] matrix) {
    return copied(matrix, true);
  }

  /// A matrix whose rows stand in ONNX's order, in Kern's.
  float[] toKern(float[] matrix) {
    return copied(matrix, false);
  }

  private float[] copied(float[] matrix, boolean toOnnx) {
    float[] result = new float[matrix.length];
    int columns = matrix.length / places.length;
    for (int i = 0; i < places.length; i++) {
      int onnx = i * columns;
      int kern = places[i] * columns;
      System.arraycopy(matrix, toOnnx ? kern : onnx, result, toOnnx ? onnx : kern, columns);
    }
    return result;
  }

  /// Whether both stand alike.
  boolean matches(RowOrder other) {
    return Arrays.equals(places, other.places);
  }
}
