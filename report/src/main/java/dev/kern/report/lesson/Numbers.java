package dev.kern.report.lesson;

/// Numbers in rows and columns: a letter, a filter, a feature map.
///
/// @param rows how many rows
/// @param columns how many numbers in each
/// @param values row by row
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
record Numbers(int rows, int columns, float... values) {
  /// Checks how many numbers there are.
  Numbers {
    if (values.length != rows * columns) {
      throw new IllegalArgumentException(
          "%d x %d numbers, given %d".formatted(rows, columns, values.length));
    }
  }

  /// A square of numbers.
  static Numbers square(float... values) {
    int size = (int) Math.round(Math.sqrt(values.length));
    return new Numbers(size, size, values);
  }

  float at(int row, int column) {
    return values[row * columns + column];
  }

  /// The numbers below a window.
  Numbers below(int top, int left, int size) {
    float[] part = new float[size * size];
    for (int i = 0; i < part.length; i++) {
      part[i] = at(top + i / size, left + i % size);
    }
    return square(part);
  }

  /// Each number times the one at its place.
  Numbers times(Numbers others) {
    float[] products = new float[values.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = values[i] * others.values[i];
    }
    return new Numbers(rows, columns, products);
  }

  /// The place of the first of the greatest numbers.
  int greatest() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /// The place of the first of the least numbers.
  int least() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] < values[best] ? i : best;
    }
    return best;
  }

  /// How far the numbers reach from zero.
  float strongest() {
    return Math.max(values[greatest()], -values[least()]);
  }
}
