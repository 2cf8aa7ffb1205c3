package dev.kern.data.format;

import dev.kern.data.ImageShape;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.StoredNumbers;
import java.util.Optional;

/// Rows of numbers as images: each row has the image's red plane, then the green and the blue one.
///
/// @param rows an array `(n, channels * height * width)`
record PlanarImages(NumberArray rows, ImageShape image) implements NumberArray {
  @Override
  public long[] shape() {
    return new long[] {rows.shape()[0], image.height(), image.width(), image.channels()};
  }

  @Override
  public Optional<NumberType> type() {
    return rows.type();
  }

  @Override
  public String place() {
    return rows.place();
  }

  @Override
  public StoredNumbers numbers() {
    StoredNumbers numbers = rows.numbers();
    int[] stored = numbers.stored()[0] == 0 ? new int[] {0, 3, 1, 2} : new int[] {3, 1, 2, 0};
    return new StoredNumbers(this, type(), numbers.order(), shape(), stored, numbers.source());
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}
