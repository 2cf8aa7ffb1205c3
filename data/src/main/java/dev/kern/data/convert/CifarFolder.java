package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes CIFAR binary files, as in CIFAR-10 for ten classes and as in CIFAR-100 for a hundred.
///
/// | classes | training           | validation        | test             | names                  |
/// |---------|--------------------|-------------------|------------------|------------------------|
/// | 10      | `data_batch_1.bin` | `valid_batch.bin` | `test_batch.bin` | `batches.meta.txt`     |
/// | 100     | `train.bin`        | `valid.bin`       | `test.bin`       | `fine_label_names.txt` |
///
/// CIFAR has no validation split, so other readers ignore that file. With a hundred classes, all
/// are in group 0, since their groups aren't known.
final class CifarFolder {
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
  private static final int PLANE = 32 * 32;

  private CifarFolder() {}

  /// Fails with `DataException` if CIFAR files can't hold these images or classes.
  static void check(ExportedImages images, Path out) {
    List<String> names = images.data().classNames();
    if (!images.shape().equals(SHAPE)
        || !images.areCourseBytes()
        || (names.size() != 10 && names.size() != 100)) {
      throw Problem.at(out.toString(), "CIFAR files can't hold these images")
          .given(
              "%s, %s, in %d classes"
                  .formatted(
                      images.shape(),
                      images.areCourseBytes() ? "bytes" : "floats or a different scaling",
                      names.size()))
          .expected("bytes of 32 x 32 x 3, in 10 or 100 classes")
          .fix(
              (images.shape().equals(SHAPE) ? "" : "--size 32x32 --channels 3, or use ")
                  + "another format, such as npz");
    }
    for (String name : names) {
      if (name.isEmpty() || !name.strip().equals(name) || name.lines().count() != 1) {
        throw Problem.at(out.toString(), "a class name must fit on one line of a text file")
            .given(Problem.quote(name))
            .expected("one line, without spaces around it")
            .fix("rename the class, or use another format, such as npz");
      }
    }
  }

  static void write(ExportedImages images, Path folder) throws IOException {
    List<String> names = images.data().classNames();
    boolean ten = names.size() == 10;
    for (SplitName splitName : images.splitNames()) {
      String file =
          switch (splitName) {
            case TRAIN -> ten ? "data_batch_1.bin" : "train.bin";
            case VALID -> ten ? "valid_batch.bin" : "valid.bin";
            case TEST -> ten ? "test_batch.bin" : "test.bin";
          };
      Split split = images.split(splitName);
      int labels = ten ? 1 : 2;
      byte[] record = new byte[labels + SHAPE.size()];
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)), 1 << 18)) {
        images.bytes(
            splitName,
            0,
            split.count(),
            (i, pixels) -> {
              record[labels - 1] = (byte) split.label(i);
              for (int j = 0; j < pixels.length; j++) {
                record[labels + j % 3 * PLANE + Math.floorDiv(j, 3)] = pixels[j];
              }
              out.write(record);
            });
      }
    }
    Files.writeString(
        folder.resolve(ten ? "batches.meta.txt" : "fine_label_names.txt"),
        String.join("\n", names) + "\n");
  }
}
