package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes IDX files under MNIST's names, and `classes.txt`.
///
/// | file                                             | holds                                  |
/// |--------------------------------------------------|----------------------------------------|
/// | `train-images-idx3-ubyte`, `…-idx4-…` for colour | images, `-float` if not bytes        |
/// | `train-labels-idx1-ubyte`                        | labels, `-int` if more than 256 classes |
/// | `classes.txt`                                    | the names of the classes, a line each  |
///
/// The test images are `t10k-…`, as in MNIST.
final class IdxFolder {
  private static final int UINT8 = 0x08;
  private static final int INT32 = 0x0c;
  private static final int FLOAT32 = 0x0d;
  private static final int MOST_BYTE_CLASSES = 256;

  private IdxFolder() {}

  static void write(ExportedImages images, Path folder) throws IOException {
    List<String> names = images.data().classNames();
    for (String name : names) {
      if (name.lines().count() != 1) {
        throw unfit(name);
      }
    }
    boolean bytes = images.areCourseBytes();
    boolean byteLabels = names.size() <= MOST_BYTE_CLASSES;
    ImageShape shape = images.shape();
    int extents = shape.channels() == 1 ? 3 : 4;
    for (SplitName splitName : images.splitNames()) {
      String prefix = splitName == SplitName.TEST ? "t10k" : splitName.key();
      Split split = images.split(splitName);
      String pixels = "%s-images-idx%d-%s".formatted(prefix, extents, bytes ? "ubyte" : "float");
      try (DataOutputStream out = open(folder.resolve(pixels))) {
        out.writeInt((bytes ? UINT8 : FLOAT32) << 8 | extents);
        out.writeInt(split.count());
        out.writeInt(shape.height());
        out.writeInt(shape.width());
        if (extents == 4) {
          out.writeInt(shape.channels());
        }
        images.write(splitName, bytes, ByteOrder.BIG_ENDIAN, out);
      }
      String labels = "%s-labels-idx1-%s".formatted(prefix, byteLabels ? "ubyte" : "int");
      try (DataOutputStream out = open(folder.resolve(labels))) {
        out.writeInt((byteLabels ? UINT8 : INT32) << 8 | 1);
        out.writeInt(split.count());
        if (byteLabels) {
          for (int i = 0; i < split.count(); i++) {
            out.writeByte(split.label(i));
          }
        } else {
          images.writeLabels(splitName, ByteOrder.BIG_ENDIAN, out);
        }
      }
    }
    Files.writeString(folder.resolve("classes.txt"), String.join("\n", names) + "\n");
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 18));
  }

  private static DataException unfit(String name) {
    return Problem.at("convert", "a class name must fit on one line of classes.txt")
        .given(Problem.quote(name))
        .expected("one line")
        .fix("rename the class, or use another format");
  }
}
