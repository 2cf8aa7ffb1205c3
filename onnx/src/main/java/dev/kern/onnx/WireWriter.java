package dev.kern.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes a Protocol Buffers message, field by field.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
final class WireWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A field with a whole number.
  WireWriter integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /// A field with a float.
  WireWriter number(int field, float value) {
    tag(field, FIXED32);
    ByteBuffer four = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(four.putFloat(value).array());
    return this;
  }

  /// A field with text.
  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// A field with a message of its own.
  WireWriter message(int field, WireWriter inner) {
    return bytes(field, inner.toBytes());
  }

  /// A field with bytes.
  WireWriter bytes(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /// The message.
  byte[] toBytes() {
    return out.toByteArray();
  }

  private void tag(int field, int kind) {
    varint(((long) field << 3) | kind);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
