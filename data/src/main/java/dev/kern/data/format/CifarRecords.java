package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.SplitName;
import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.ImageList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The images of one split, gathered from CIFAR's files one after the other.
final class CifarRecords {
  private final CifarKind kind;
  private final List<String> classes;
  private final LoadListener listener;
  private final long before; // images of other parts
  private final ImageList images;
  private int[] labels = new int[0];

  /// @param place where the first of them come from
  CifarRecords(String place, CifarKind kind, List<String> classes, Loading how, long before) {
    this.kind = kind;
    this.classes = classes;
    this.listener = how.listener();
    this.before = before;
    this.images = how.store().images(place);
  }

  /// Reads a file; fails with `DataException` if its length or a label can't be.
  void add(Content content) {
    try (content) {
      long bytes = content.skipRest();
      if (bytes == 0 || bytes % kind.record() != 0) {
        throw Problem.at(content.place(), "the length is not that of a CIFAR file")
            .given(Problem.count(bytes) + " bytes")
            .expected("a multiple of " + Problem.count(kind.record()) + ", the size of an image")
            .fix("download or unpack the file again");
      }
      content.goTo(0);
      long count = bytes / kind.record();
      int before = labels.length;
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
      byte[] image = new byte[size];
      for (int j = 0; j < size; j++) {
        int stored = kind.labels() + j % 3 * plane + Math.floorDiv(j, 3);
        image[j] = record[stored];
      }
      images.add(image);
      listener.read(before + images.count());
    }
  }

  int count() {
    return images.count();
  }

  /// Hands the images on.
  void addTo(DatasetBuilder assembly, SplitName splitName) {
    int[] all = IntStream.range(0, labels.length).toArray();
    assembly.add(splitName, CifarKind.SHAPE, images.pixels(all), labels);
  }
}
