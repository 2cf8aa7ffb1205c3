package dev.kern.data.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes the course's pickle, in protocol 4: a dict of `train_dataset`, float32 `(n, h, w)`,
/// `train_labels`, int32 `(n,)`, the same for `valid` and `test`, and a list `class_names`.
///
/// An array is what NumPy makes of it: `_reconstruct(ndarray, (0,), b'b')` with the state `(1,
/// shape, dtype, False, bytes)`. Source: the opcodes' documentation in Python's `pickletools`.
record CoursePickle(OutputStream out) {
  private static final int PROTOCOL = 4;

  static void write(ExportedImages images, OutputStream out) throws IOException {
    new CoursePickle(out).write(images);
  }

  private void write(ExportedImages images) throws IOException {
    ImageShape shape = images.shape();
    out.write(new byte[] {(byte) 0x80, PROTOCOL, '}', '('}); // an empty dict, and its items
    for (SplitName splitName : images.splitNames()) {
      int count = images.split(splitName).count();
      int[] extents =
          shape.channels() == 1
              ? new int[] {count, shape.height(), shape.width()}
              : new int[] {count, shape.height(), shape.width(), shape.channels()};
      text(splitName.key() + "_dataset");
      beginArray("f4", extents, (long) count * shape.size() * Float.BYTES);
      images.write(splitName, false, ByteOrder.LITTLE_ENDIAN, out);
      endArray();
      text(splitName.key() + "_labels");
      beginArray("i4", new int[] {count}, (long) count * Integer.BYTES);
      images.writeLabels(splitName, ByteOrder.LITTLE_ENDIAN, out);
      endArray();
    }
    text("class_names");
    code("](");
    for (String name : images.data().classNames()) {
      text(name);
    }
    code("eu."); // ends the list's items, the dict's items, the pickle
  }

  /// Writes instructions, a byte for each character.
  private void code(String instructions) throws IOException {
    out.write(instructions.getBytes(ISO_8859_1));
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.write('X');
    number(bytes.length);
    out.write(bytes);
  }

  private void number(int value) throws IOException {
    out.write(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void whole(int value) throws IOException {
    out.write('J');
    number(value);
  }

  private void beginArray(String type, int[] extents, long bytes) throws IOException {
    code("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n");
    whole(0);
    code("\u0085C\u0001btR");
    out.write('(');
    whole(1);
    out.write('(');
    for (int extent : extents) {
      whole(extent);
    }
    code("tcnumpy\ndtype\n(");
    text(type);
    code("\u0089\u0088tR("); // not aligned, a copy; then the dtype's own state
    whole(3);
    text("<");
    code("NNN");
    whole(-1);
    whole(-1);
    whole(0);
    code("tb\u0089"); // C order
    out.write(0x8e);
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes).array());
  }

  private void endArray() throws IOException {
    code("tb");
  }
}
