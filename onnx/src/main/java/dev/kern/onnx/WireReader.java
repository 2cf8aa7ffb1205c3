package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads a Protocol Buffers message, field by field.
///
/// Nothing is copied or allocated for what a length claims: a part of the message is this reader on
/// a part of the same bytes, and a length that leaves it is refused.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_TEXT = 1 << 20;

  private final String file;
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int kind;

  private WireReader(String file, byte[] bytes, int at, int end) {
    this.file = file;
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /// A reader of a whole file.
  ///
  /// @param file what messages call it
  static WireReader of(String file, byte[] bytes) {
    return new WireReader(file, bytes, 0, bytes.length);
  }

  /// Goes to the next field, past the current one if it was not read; false at the end.
  boolean next() {
    if (at >= end) {
      return false;
    }
    long tag = varint();
    kind = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 3 > 1 << 29) {
      throw broken("invalid field number " + (tag >>> 3));
    }
    field = (int) (tag >>> 3);
    return true;
  }

  /// The number of the current field.
  int field() {
    return field;
  }

  /// The current field, a whole number.
  long integer() {
    expect(VARINT);
    return varint();
  }

  /// The current field, a float.
  float number() {
    expect(FIXED32);
    return fixed(Float.BYTES).getFloat();
  }

  /// The current field, text.
  String text() {
    WireReader part = message();
    if (part.remaining() > LONGEST_TEXT) {
      throw broken("a string of " + Problem.count(part.remaining()) + " bytes is too long");
    }
    return new String(bytes, part.at, part.remaining(), StandardCharsets.UTF_8);
  }

  /// The current field, a message or packed numbers.
  WireReader message() {
    expect(LENGTH);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw broken(
          "a field claims %s bytes, %s are left"
              .formatted(Long.toUnsignedString(length), Problem.count(end - at)));
    }
    WireReader part = new WireReader(file, bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }

  /// Passes over the current field.
  void skip() {
    switch (kind) {
      case VARINT -> varint();
      case FIXED64 -> fixed(Long.BYTES);
      case LENGTH -> message();
      case FIXED32 -> fixed(Integer.BYTES);
      default -> throw broken("invalid wire type " + kind);
    }
  }

  /// Bytes that are left.
  int remaining() {
    return end - at;
  }

  /// The bytes that are left, little-endian, not copied.
  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, at, remaining()).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The next of packed whole numbers.
  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw broken("the message ends within a number");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken("a number is longer than 64 bits");
  }

  /// Adds the whole numbers of the current field, packed or one alone; not many more than `most`.
  void integers(List<Long> into, int most) {
    if (kind != LENGTH) {
      into.add(integer());
      return;
    }
    WireReader packed = message();
    while (packed.remaining() > 0 && into.size() <= most) {
      into.add(packed.varint());
    }
  }

  private ByteBuffer fixed(int count) {
    if (remaining() < count) {
      throw broken("the message ends within a number");
    }
    ByteBuffer number = content();
    at += count;
    return number;
  }

  private void expect(int wanted) {
    if (kind != wanted) {
      throw broken("field %d has wire type %d, not %d".formatted(field, kind, wanted));
    }
  }

  /// What the file is called in messages.
  String file() {
    return file;
  }

  /// The error for what is no ONNX file.
  DataException broken(String what) {
    return Problem.at(file + ", byte " + Problem.count(at), "invalid ONNX file: " + what)
        .fix("use an unmodified copy of the file, or export it again");
  }
}
