package dev.kern.data.convert;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
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
  private static final int VALUES = 256; // of a byte

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
    for (SplitName splitName : splitNames()) {
      Split split = split(splitName);
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
    int channels = normalization.channels().isEmpty() ? 1 : data.channels();
    for (int i = 0; i < floats.length; i++) {
      int channel = i % channels;
      double exact = normalization.value(floats[i], channel);
      int value = Math.clamp(Math.round(exact), 0, 255);
      float made = table[channel * VALUES + value];
      if (Float.floatToRawIntBits(made) != Float.floatToRawIntBits(floats[i])) {
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
    return bytes && data.normalization().filter(Normalization.COURSE::mapsLike).isPresent();
  }

  Dataset data() {
    return data;
  }

  ImageShape shape() {
    return data.shape();
  }

  /// The splits that there are.
  List<SplitName> splitNames() {
    List<SplitName> splitNames = new ArrayList<>();
    for (SplitName splitName : SplitName.values()) {
      if (data.has(splitName)) {
        splitNames.add(splitName);
      }
    }
    return splitNames;
  }

  Split split(SplitName splitName) {
    return data.split(splitName).orElseThrow();
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
  void bytes(SplitName splitName, int from, int to, BytesSink sink) throws IOException {
    Normalization normalization = data.normalization().orElseThrow();
    float[] table = normalization.table();
    byte[] values = new byte[floats.length];
    Split split = split(splitName);
    for (int i = from; i < to; i++) {
      split.pixels(i, floats, 0);
      if (!toBytes(normalization, table, values)) {
        throw new IOException("the images changed during the conversion");
      }
      sink.take(i, values);
    }
  }

  /// Hands over the images from `from` to before `to` as floats.
  void floats(SplitName splitName, int from, int to, FloatsSink sink) throws IOException {
    Split split = split(splitName);
    for (int i = from; i < to; i++) {
      split.pixels(i, floats, 0);
      sink.take(i, floats);
    }
  }

  /// Writes all images of a split, as bytes or as floats in that byte order.
  void write(SplitName splitName, boolean asBytes, ByteOrder order, OutputStream out)
      throws IOException {
    int count = split(splitName).count();
    if (asBytes) {
      bytes(splitName, 0, count, (_, image) -> out.write(image));
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(floats.length * Float.BYTES).order(order);
    floats(
        splitName,
        0,
        count,
        (_, image) -> {
          buffer.asFloatBuffer().put(image);
          out.write(buffer.array());
        });
  }

  /// Writes all labels of a split as 32-bit whole numbers in that byte order.
  void writeLabels(SplitName splitName, ByteOrder order, OutputStream out) throws IOException {
    Split split = split(splitName);
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(order);
    for (int i = 0; i < split.count(); i++) {
      out.write(buffer.putInt(0, split.label(i)).array());
    }
  }
}
