package dev.kern.data.convert;

import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipOutputStream;

/// Writes NumPy's arrays `train_images`, `train_labels` and so on, and `class_names`: in one
/// archive, or a file each.
///
/// Source: NumPy's description of the format (numpy.lib.format), version 1.0.
final class NumpyFiles {
  private static final byte[] START = HexFormat.of().parseHex("934e554d50590100");
  private static final int MULTIPLE = 64;
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private NumpyFiles() {}

  /// Where arrays go: each begins with its name.
  private interface Place {
    void array(String name, AtomicOutput.Body<OutputStream> body) throws IOException;
  }

  static void writeArchive(ExportedImages images, OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      write(
          images,
          (name, body) -> {
            zip.putNextEntry(ZipEntries.of(name + ".npy"));
            OutputStream entry = new BufferedOutputStream(zip, 1 << 16);
            body.writeTo(entry);
            entry.flush();
            zip.closeEntry();
          });
    }
  }

  static void writeFolder(ExportedImages images, Path folder) throws IOException {
    write(
        images,
        (name, body) -> {
          Path file = folder.resolve(name + ".npy");
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18)) {
            body.writeTo(out);
          }
        });
  }

  private static void write(ExportedImages images, Place files) throws IOException {
    boolean bytes = images.areCourseBytes();
    ImageShape shape = images.shape();
    for (SplitName splitName : images.splitNames()) {
      int count = images.split(splitName).count();
      String extents =
          "%d, %d, %d".formatted(count, shape.height(), shape.width())
              + (shape.channels() == 1 ? "" : ", " + shape.channels());
      files.array(
          splitName.key() + "_images",
          out -> {
            out.write(header(bytes ? "|u1" : "<f4", extents));
            images.write(splitName, bytes, ByteOrder.LITTLE_ENDIAN, out);
          });
      files.array(
          splitName.key() + "_labels",
          out -> {
            out.write(header("<i4", count + ","));
            images.writeLabels(splitName, ByteOrder.LITTLE_ENDIAN, out);
          });
    }
    List<String> names = images.data().classNames();
    files.array("class_names", out -> out.write(texts(names)));
  }

  private static byte[] header(String type, String extents) {
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, extents);
    int used = START.length + Short.BYTES + text.length() + 1;
    String padded = text + " ".repeat(Math.floorMod(-used, MULTIPLE)) + "\n";
    return ByteBuffer.allocate(START.length + Short.BYTES + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(START)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /// An array of texts, each filled up with zeros to the longest one's length.
  private static byte[] texts(List<String> names) {
    int longest = 1;
    for (String name : names) {
      if (name.endsWith("\0")) {
        throw Problem.at("convert", "a class name can't be stored by NumPy")
            .given(Problem.quote(name))
            .expected("a name that doesn't end in a null character")
            .fix("rename the class, or use another format");
      }
      longest = Math.max(longest, name.codePointCount(0, name.length()));
    }
    byte[] header = header("<U" + longest, names.size() + ",");
    ByteBuffer array = ByteBuffer.allocate(header.length + names.size() * longest * Integer.BYTES);
    array.put(header);
    for (int i = 0; i < names.size(); i++) {
      array.position(header.length + i * longest * Integer.BYTES);
      array.put(names.get(i).getBytes(UTF_32LE));
    }
    return array.array();
  }
}
