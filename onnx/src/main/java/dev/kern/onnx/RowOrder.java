package dev.kern.onnx;

import java.util.ArrayList;
import java.util.List;

/// Where the numbers of a flattened image stand: ONNX flattens `[C, H, W]`, Kern `[H, W, C]`.
///
/// It is kept as the sizes of the images, so that it costs nothing until weights are sorted.
///
/// @param parts the images that lie side by side in a row
record RowOrder(List<FlattenedImage> parts) {
  /// A flattened image.
  ///
  /// @param pixels height times width
  /// @param channels numbers per pixel
  record FlattenedImage(int pixels, int channels) {
    boolean isPlain() {
      return pixels == 1 || channels == 1;
    }

    int size() {
      return Math.multiplyExact(pixels, channels);
    }
  }

  /// Copies the list.
  RowOrder {
    parts = List.copyOf(parts);
  }

  /// Rows of so many numbers that stand alike in both.
  static RowOrder plain(int size) {
    return new RowOrder(List.of(new FlattenedImage(1, size)));
  }

  /// Rows of flattened images.
  static RowOrder flattened(int height, int width, int channels) {
    FlattenedImage part = new FlattenedImage(Math.multiplyExact(height, width), channels);
    return part.isPlain() ? plain(part.size()) : new RowOrder(List.of(part));
  }

  int size() {
    return parts.stream().mapToInt(FlattenedImage::size).reduce(0, Math::addExact);
  }

  /// Whether all numbers stand alike in both.
  boolean isPlain() {
    return parts.stream().allMatch(FlattenedImage::isPlain);
  }

  /// These rows with others behind them.
  RowOrder beside(RowOrder other) {
    if (isPlain() && other.isPlain()) {
      return plain(Math.addExact(size(), other.size()));
    }
    List<FlattenedImage> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    return new RowOrder(all);
  }

  /// For each place in ONNX's row, the place in Kern's.
  private int[] places() {
    int[] places = new int[size()];
    int at = 0;
    for (FlattenedImage part : parts) {
      int begin = at;
      for (int c = 0; c < part.channels(); c++) {
        for (int pixel = 0; pixel < part.pixels(); pixel++) {
          places[at++] = begin + pixel * part.channels() + c;
        }
      }
    }
    return places;
  }

  /// For each place in Kern's row, the place in ONNX's.
  long[] inverse() {
    int[] places = places();
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
    int[] places = places();
    float[] result = new float[matrix.length];
    int columns = matrix.length / places.length;
    for (int i = 0; i < places.length; i++) {
      int onnx = i * columns;
      int kern = places[i] * columns;
      System.arraycopy(matrix, toOnnx ? kern : onnx, result, toOnnx ? onnx : kern, columns);
    }
    return result;
  }
}
