package dev.kern.data.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/// The number types of data files, and their conversion to Java numbers.
///
/// `code` is NumPy's short name. Conversion to float32 rounds to nearest; float32 keeps its bits.
public enum NumberType {
  /// Half precision.
  FLOAT16("f2", 2),
  /// Single precision.
  FLOAT32("f4", 4),
  /// Double precision.
  FLOAT64("f8", 8),
  /// Signed bytes.
  INT8("i1", 1),
  /// Signed, two bytes.
  INT16("i2", 2),
  /// Signed, four bytes.
  INT32("i4", 4),
  /// Signed, eight bytes.
  INT64("i8", 8),
  /// Bytes from 0 to 255.
  UINT8("u1", 1),
  /// Unsigned, two bytes.
  UINT16("u2", 2),
  /// Unsigned, four bytes.
  UINT32("u4", 4),
  /// Unsigned, eight bytes.
  UINT64("u8", 8),
  /// One byte, 0 or 1.
  BOOL("b1", 1);

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final VarHandle SHORTS = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final double TWO_64 = 0x1p64;

  private final String code;
  private final int bytes;

  NumberType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  private static VarHandle view(Class<?> array, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(array, order);
  }

  /// The type of NumPy's short name, such as `f4`.
  public static Optional<NumberType> ofCode(String code) {
    for (NumberType type : values()) {
      if (type.code.equals(code)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// Bytes per number.
  public int bytes() {
    return bytes;
  }

  /// Whether its numbers are whole (bool isn't counted as a number here).
  public boolean whole() {
    return switch (this) {
      case FLOAT16, FLOAT32, FLOAT64, BOOL -> false;
      default -> true;
    };
  }

  /// NumPy's long name: `float32`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Converts `count` numbers at the start of `from` to float32.
  public void floats(byte[] from, int count, ByteOrder order, float[] into, int at) {
    if (this == FLOAT32) {
      MemorySegment.copy(MemorySegment.ofArray(from), FLOAT.withOrder(order), 0, into, at, count);
    } else if (this == UINT8 || this == BOOL) {
      for (int i = 0; i < count; i++) {
        into[at + i] = from[i] & 0xff;
      }
    } else if (whole() && this != UINT64) {
      for (int i = 0; i < count; i++) {
        into[at + i] = wholeAt(from, i * bytes, order);
      }
    } else {
      for (int i = 0; i < count; i++) {
        into[at + i] = (float) realAt(from, i * bytes, order);
      }
    }
  }

  /// The number at byte `at` as a double, rounded if it is a whole number beyond 2^53.
  public double realAt(byte[] from, int at, ByteOrder order) {
    return switch (this) {
      case FLOAT16 -> Float.float16ToFloat((short) wholeBits(from, at, order));
      case FLOAT32 -> Float.intBitsToFloat((int) wholeBits(from, at, order));
      case FLOAT64 -> Double.longBitsToDouble(wholeBits(from, at, order));
      case UINT64 -> {
        long bits = wholeBits(from, at, order);
        yield bits >= 0 ? bits : bits + TWO_64;
      }
      default -> wholeAt(from, at, order);
    };
  }

  /// The whole number at byte `at`; a `uint64` beyond 2^63 comes out negative.
  public long wholeAt(byte[] from, int at, ByteOrder order) {
    long bits = wholeBits(from, at, order);
    return switch (this) {
      case INT8 -> (byte) bits;
      case INT16 -> (short) bits;
      case INT32 -> (int) bits;
      default -> bits;
    };
  }

  /// The bits at byte `at`, zeros above them.
  private long wholeBits(byte[] from, int at, ByteOrder order) {
    boolean swap = order == ByteOrder.BIG_ENDIAN;
    return switch (bytes) {
      case 1 -> from[at] & 0xffL;
      case 2 -> {
        short bits = (short) SHORTS.get(from, at);
        yield (swap ? Short.reverseBytes(bits) : bits) & 0xffffL;
      }
      case 4 -> {
        int bits = (int) INTS.get(from, at);
        yield (swap ? Integer.reverseBytes(bits) : bits) & 0xffffffffL;
      }
      default -> {
        long bits = (long) LONGS.get(from, at);
        yield swap ? Long.reverseBytes(bits) : bits;
      }
    };
  }
}
