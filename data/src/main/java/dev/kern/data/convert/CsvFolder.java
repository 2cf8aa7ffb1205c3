package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes tables as Kaggle has them, `train.csv`, `valid.csv` and `test.csv`, and `classes.txt`.
///
/// A row is the index of the class and the pixels, bytes as whole numbers, floats in the fewest
/// digits that tell them. Columns are called `label`, `1x1`, `1x2` and so on, by row and column,
/// and `1x1x1` by channel too if there are several.
final class CsvFolder {
  private static final int MOST_PIXELS = 1 << 18;

  private CsvFolder() {}

  /// Fails with `DataException` if tables can't hold these images or classes.
  static void check(ExportedImages images, Path out) {
    if (images.shape().size() > MOST_PIXELS) {
      throw Problem.at(out.toString(), "tables can't hold images as large as these")
          .given(images.shape().toString())
          .expected("at most " + Problem.count(MOST_PIXELS) + " numbers an image")
          .fix("--size 28x28, or another format, such as npz");
    }
    for (String name : images.data().classNames()) {
      if (name.isEmpty() || !name.strip().equals(name) || name.lines().count() != 1) {
        throw Problem.at(out.toString(), "a class name must fit on one line of classes.txt")
            .given(Problem.quote(name))
            .expected("one line, without spaces around it")
            .fix("rename the class, or use another format, such as npz");
      }
    }
  }

  static void write(ExportedImages images, Path folder) throws IOException {
    boolean bytes = images.areCourseBytes();
    for (SplitName splitName : images.splitNames()) {
      Split split = images.split(splitName);
      try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(splitName.key() + ".csv"))) {
        writeNames(images.shape(), out);
        StringBuilder row = new StringBuilder();
        if (bytes) {
          images.bytes(
              splitName,
              0,
              split.count(),
              (i, pixels) -> {
                row.append(split.label(i));
                for (byte pixel : pixels) {
                  row.append(',').append(pixel & 0xff);
                }
                endRow(row, out);
              });
        } else {
          images.floats(
              splitName,
              0,
              split.count(),
              (i, pixels) -> {
                row.append(split.label(i));
                for (float pixel : pixels) {
                  row.append(',').append(pixel);
                }
                endRow(row, out);
              });
        }
      }
    }
    List<String> names = images.data().classNames();
    Files.writeString(folder.resolve("classes.txt"), String.join("\n", names) + "\n");
  }

  private static void endRow(StringBuilder row, Writer out) throws IOException {
    out.append(row.append('\n'));
    row.setLength(0);
  }

  private static void writeNames(ImageShape shape, Writer out) throws IOException {
    out.write("label");
    for (int i = 1; i <= shape.height(); i++) {
      for (int j = 1; j <= shape.width(); j++) {
        for (int c = 1; c <= shape.channels(); c++) {
          out.write("," + i + "x" + j + (shape.channels() == 1 ? "" : "x" + c));
        }
      }
    }
    out.write('\n');
  }
}
