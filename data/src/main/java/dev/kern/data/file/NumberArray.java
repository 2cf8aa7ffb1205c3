package dev.kern.data.file;

import java.util.Optional;

/// An array in a file: its shape and type are known at once, its numbers are read on demand, in C
/// order.
///
/// Each call reads the numbers again, into an array owned by the caller, while the file is open.
/// `toString` gives type and shape as NumPy does: `float32 (15230, 28, 28)`.
public interface NumberArray {
  /// The shape.
  long[] shape();

  /// The type of its numbers, or empty if it isn't one of [NumberType] (text, dates, records …).
  Optional<NumberType> type();

  /// The location of its data, for messages: `notMNIST.pickle, byte 166, key 'train_dataset'`.
  String place();

  /// The numbers as float32, rounded to nearest where the file has more digits.
  ///
  /// Fails with [DataException] if the type isn't a number type or there is no room.
  default float[] floats() {
    return numbers().floats();
  }

  /// The numbers as int32.
  ///
  /// Fails with [DataException] if one isn't whole or doesn't fit: nothing is rounded or wrapped.
  default int[] ints() {
    return numbers().ints();
  }

  /// The bytes of an array of type `uint8` or `int8`; fails with [DataException] for another.
  default byte[] bytes() {
    return numbers().bytes();
  }

  /// The numbers as the file stores them.
  StoredNumbers numbers();

  /// Whether two arrays are the same one under two keys.
  @SuppressWarnings("ReferenceEquality") // an array is itself only
  default boolean isSameAs(NumberArray other) {
    return this == other;
  }
}
