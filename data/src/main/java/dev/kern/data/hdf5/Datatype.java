package dev.kern.data.hdf5;

import dev.kern.data.file.NumberType;
import java.nio.ByteOrder;
import java.util.Optional;

/// The type of an element: a number, or a text.
///
/// @param kind what it is
/// @param size its bytes in the file
/// @param number the type of a number that can be read, once it is read
/// @param order of its bytes
record Datatype(Kind kind, long size, Optional<NumberType> number, ByteOrder order) {
  private static final int FIXED = 0;
  private static final int FLOAT = 1;
  private static final int STRING = 3;
  private static final int VARIABLE = 9;

  /// What elements are.
  enum Kind {
    /// Numbers.
    NUMBER,
    /// The upper half of float32.
    BFLOAT16,
    /// Texts of a fixed length.
    TEXT,
    /// Texts of any length, in a heap.
    HEAP_TEXT,
    /// Something else.
    OTHER
  }

  static Datatype read(FileBytes bytes, long at) {
    int type = bytes.one(at) & 0x0f;
    int bits = bytes.one(at + 1);
    long size = bytes.four(at + 4);
    ByteOrder order = (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return switch (type) {
      case FIXED -> of(Kind.NUMBER, size, whole(size, (bits & 8) != 0), order);
      case FLOAT -> real(bytes, at, size, order);
      case STRING -> of(Kind.TEXT, size, Optional.empty(), order);
      case VARIABLE ->
          of((bits & 0x0f) == 1 ? Kind.HEAP_TEXT : Kind.OTHER, size, Optional.empty(), order);
      default -> of(Kind.OTHER, size, Optional.empty(), order);
    };
  }

  private static Datatype of(Kind kind, long size, Optional<NumberType> type, ByteOrder order) {
    return new Datatype(kind, size, type, order);
  }

  private static Optional<NumberType> whole(long size, boolean signed) {
    return size > Long.BYTES ? Optional.empty() : NumberType.ofCode((signed ? "i" : "u") + size);
  }

  /// IEEE's types, told by the sizes of exponent and mantissa.
  private static Datatype real(FileBytes bytes, long at, long size, ByteOrder order) {
    int exponent = bytes.one(at + 13);
    int mantissa = bytes.one(at + 15);
    if (size > Double.BYTES) {
      return of(Kind.OTHER, size, Optional.empty(), order);
    }
    return switch ((int) size * 10_000 + exponent * 100 + mantissa) {
      case 2_05_10 -> of(Kind.NUMBER, size, Optional.of(NumberType.FLOAT16), order);
      case 2_08_07 -> of(Kind.BFLOAT16, size, Optional.of(NumberType.FLOAT32), order);
      case 4_08_23 -> of(Kind.NUMBER, size, Optional.of(NumberType.FLOAT32), order);
      case 8_11_52 -> of(Kind.NUMBER, size, Optional.of(NumberType.FLOAT64), order);
      default -> of(Kind.OTHER, size, Optional.empty(), order);
    };
  }

  /// Such as `float32`.
  @Override
  public String toString() {
    return kind == Kind.BFLOAT16
        ? "bfloat16"
        : number.map(NumberType::toString).orElse("%d bytes".formatted(size));
  }
}
