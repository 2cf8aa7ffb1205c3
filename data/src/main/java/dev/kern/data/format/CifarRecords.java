package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.Pixels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The images of one split, gathered from CIFAR's files one after the other.
final class CifarRecords {
  private final CifarKind kind;
  private final List<String> classes;
  private String place = "";
  private byte[] pixels = new byte[0];
  private int[] labels = new int[0];

  CifarRecords(CifarKind kind, List<String> classes) {
    this.kind = kind;
    this.classes = classes;
  }

  /// Reads a file; fails with `DataException` if its length or a label can't be.
  void add(Path file) {
    try (Content content = Content.open(file)) {
      long bytes = content.skipRest();
      if (bytes == 0 || bytes % kind.record() != 0) {
        throw Problem.at(file.toString(), "the length is not that of a CIFAR file")
            .given(Problem.count(bytes) + " bytes")
            .expected("a multiple of " + Problem.count(kind.record()) + ", the size of an image")
            .fix("download or unpack the file again");
      }
      content.goTo(0);
      place = place.isEmpty() ? file.toString() : place;
      long count = bytes / kind.record();
      int before = labels.length;
      byte[] more =
          Allocation.bytes(file.toString(), pixels.length + count * CifarKind.SHAPE.size());
      System.arraycopy(pixels, 0, more, 0, pixels.length);
      pixels = more;
      labels = Arrays.copyOf(labels, before + (int) count);
      read(content, before);
    }
  }

  private void read(Content content, int from) {
    byte[] record = new byte[kind.record()];
    int size = CifarKind.SHAPE.size();
    int plane = CifarKind.SHAPE.height() * CifarKind.SHAPE.width();
    for (int i = from; i < labels.length; i++) {
      long at = content.position();
      content.read(record, 0, record.length);
      labels[i] = record[kind.labels() - 1] & 0xff;
      if (labels[i] >= classes.size()) {
        throw Labels.outside(content.place(at), "label", i - from, labels[i], classes);
      }
      for (int j = 0; j < size; j++) {
        int stored = kind.labels() + j % 3 * plane + Math.floorDiv(j, 3);
        pixels[i * size + j] = record[stored];
      }
    }
  }

  /// Hands the images on.
  void addTo(DatasetBuilder assembly, SplitName splitName) {
    assembly.add(splitName, CifarKind.SHAPE, new Pixels.Bytes(place, pixels), labels);
  }
}
