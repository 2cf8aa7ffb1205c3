package dev.kern.report.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// TensorFlow's event messages, in the wire format of protocol buffers: fields one after the other,
/// each a number with a type, then its value.
///
/// ```
/// Event    double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5
/// Summary  repeated Value value = 1
/// Value    string tag = 1; float simple_value = 2
/// ```
///
/// Source: TensorFlow, `event.proto` and `summary.proto`; the protocol buffers' encoding guide.
final class Message {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_FIRST = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Message() {}

  /// The first event of a file.
  ///
  /// @param time in seconds since 1970
  static byte[] version(double time) {
    return new Message().number(1, time).bytes(3, text("brain.Event:2")).toBytes();
  }

  /// Numbers that were measured at a step.
  ///
  /// @param time in seconds since 1970
  /// @param scalars by name
  static byte[] scalars(double time, long step, Map<String, Double> scalars) {
    Message summary = new Message();
    scalars.forEach(
        (tag, value) ->
            summary.bytes(
                1, new Message().bytes(1, text(tag)).number(2, value.floatValue()).toBytes()));
    return new Message().number(1, time).number(2, step).bytes(5, summary.toBytes()).toBytes();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Message number(int field, double value) {
    varint((field << 3) | EIGHT_BYTES);
    out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
    return this;
  }

  private Message number(int field, float value) {
    varint((field << 3) | FOUR_BYTES);
    out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    return this;
  }

  private Message number(int field, long value) {
    varint((field << 3) | VARINT);
    varint(value);
    return this;
  }

  private Message bytes(int field, byte[] value) {
    varint((field << 3) | LENGTH_FIRST);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /// Seven bits per byte, the lowest first; the eighth says whether there are more.
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] toBytes() {
    return out.toByteArray();
  }
}
