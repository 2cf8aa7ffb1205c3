package dev.kern.data.convert;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Part;
import dev.kern.data.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The images of a data set on their way out, as floats, or as bytes if they can be.
///
/// Not thread-safe.
final class ExportedImages {
  private final Dataset data;
  private final boolean bytes;
  private final float[] floats;

  private ExportedImages(Dataset data) {
    this.data = data;
    this.floats = new float[data.shape().size()];
    this.bytes = data.normalization().filter(this::gives).isPresent();
  }

  /// Looks through all images, to see whether bytes can hold them.
  static ExportedImages of(Dataset data) {
    return new ExportedImages(data);
  }

  private boolean gives(Normalization normalization) {
    float[] table = normalization.table();
    byte[] values = new byte[floats.length];
    for (Part part : parts()) {
      Split split = split(part);
      for (int i = 0; i < split.count(); i++) {
        split.pixels(i, floats, 0);
        if (!toBytes(normalization, table, values)) {
          return false;
        }
      }
    }
    return true;
  }

  /// The values that the normalisation makes these floats of; false if there are none.
  private boolean toBytes(Normalization normalization, float[] table, byte[] values) {
    for (int i = 0; i < floats.length; i++) {
      double exact = floats[i] * normalization.span() + normalization.center();
      int value = Math.clamp(Math.round(exact), 0, 255);
      if (Float.floatToRawIntBits(table[value]) != Float.floatToRawIntBits(floats[i])) {
        return false;
      }
      values[i] = (byte) value;
    }
    return true;
  }

  /// Whether bytes and the data set's normalisation give just these floats.
  boolean areBytes() {
    return bytes;
  }

  /// Whether bytes do in a format that doesn't tell the normalisation, where it is the course's.
  boolean areCourseBytes() {
    return bytes && data.normalization().filter(Normalization.COURSE::equals).isPresent();
  }

  Dataset data() {
    return data;
  }

  ImageShape shape() {
    return data.shape();
  }

  /// The parts that there are.
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      if (data.has(part)) {
        parts.add(part);
      }
    }
    return parts;
  }

  Split split(Part part) {
    return data.split(part).orElseThrow();
  }

  /// What takes one image of bytes, which change with the next.
  interface BytesSink {
    void take(int sample, byte[] image) throws IOException;
  }

  /// What takes one image of floats, which change with the next.
  interface FloatsSink {
    void take(int sample, float[] image) throws IOException;
  }

  /// Hands over the images from `from` to before `to` as bytes.
  void bytes(Part part, int from, int to, BytesSink sink) throws IOException {
    Normalization normalization = data.normalization().orElseThrow();
    float[] table = normalization.table();
    byte[] values = new byte[floats.length];
    Split split = split(part);
    for (int i = from; i < to; i++) {
      split.pixels(i, floats, 0);
      if (!toBytes(normalization, table, values)) {
        throw new IOException("the images changed during the conversion");
      }
      sink.take(i, values);
    }
  }

  /// Hands over the images from `from` to before `to` as floats.
  void floats(Part part, int from, int to, FloatsSink sink) throws IOException {
    Split split = split(part);
    for (int i = from; i < to; i++) {
      split.pixels(i, floats, 0);
      sink.take(i, floats);
    }
  }

  /// Writes all images of a part, as bytes or as floats in that byte order.
  void write(Part part, boolean asBytes, ByteOrder order, OutputStream out) throws IOException {
    int count = split(part).count();
    if (asBytes) {
      bytes(part, 0, count, (_, image) -> out.write(image));
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(floats.length * Float.BYTES).order(order);
    floats(
        part,
        0,
        count,
        (_, image) -> {
          buffer.asFloatBuffer().put(image);
          out.write(buffer.array());
        });
  }

  /// Writes all labels of a part as 32-bit whole numbers in that byte order.
  void writeLabels(Part part, ByteOrder order, OutputStream out) throws IOException {
    Split split = split(part);
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(order);
    for (int i = 0; i < split.count(); i++) {
      out.write(buffer.putInt(0, split.label(i)).array());
    }
  }
}
