package dev.kern.data;

import dev.kern.data.file.Problem;
import dev.kern.data.file.Room;
import dev.kern.data.image.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Collects decoded pictures until all are there, and makes a data set of them.
final class PictureTable {
  @SuppressWarnings("ArrayRecordComponent") // held until all are there, never compared
  private record Row(PictureName name, byte[] values) {}

  private static final int MOST_SIZES = 6;

  private final Path path;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Integer> sizes = new TreeMap<>();
  private Picture.Size size = new Picture.Size(0, 0);
  private int channels = 1;

  PictureTable(Path path) {
    this.path = path;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Decodes a picture; fails with `DataException` if it is broken.
  void add(PictureName name, String place, byte[] content) {
    Picture.Decoded picture = Picture.read(place, content);
    size = picture.size();
    channels = Math.max(channels, picture.channels());
    sizes.merge(size.height() + " x " + size.width(), 1, Integer::sum);
    // Once sizes differ, there is only the message left to make.
    rows.add(new Row(name, sizes.size() > 1 ? new byte[0] : picture.values()));
  }

  /// The data set; fails with `DataException` if the pictures aren't of one size.
  Dataset finish(Assembly assembly, Provenance provenance) {
    checkSizes();
    ImageShape shape =
        ImageShape.of(size.height(), size.width(), channels)
            .orElseThrow(
                () ->
                    Problem.at(path.toString(), "the pictures are too large for a network")
                        .given(size.height() + " x " + size.width())
                        .expected("at most 8,192 pixels a side")
                        .mend("resize them"));
    List<String> classes = rows.stream().map(row -> row.name.label()).distinct().sorted().toList();
    rows.sort(
        Comparator.comparing((Row row) -> row.name.file()).thenComparing(row -> row.name.label()));
    for (Part part : Part.values()) {
      List<Row> those = rows.stream().filter(row -> row.name.part() == part).toList();
      if (!those.isEmpty()) {
        int[] labels = those.stream().mapToInt(row -> classes.indexOf(row.name.label())).toArray();
        assembly.add(part, shape, new Pixels.Bytes(path.toString(), pixels(those, shape)), labels);
      }
    }
    return assembly.finish(classes, provenance);
  }

  private void checkSizes() {
    if (sizes.size() > 1) {
      String counts =
          sizes.entrySet().stream()
              .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
              .limit(MOST_SIZES)
              .map(entry -> Problem.count(entry.getValue()) + " of " + entry.getKey())
              .collect(Collectors.joining(", "));
      throw Problem.at(path.toString(), "the pictures are of different sizes")
          .given(
              counts
                  + (sizes.size() > MOST_SIZES
                      ? ", and " + Problem.count(sizes.size() - MOST_SIZES) + " sizes more"
                      : "")
                  + " (height x width)")
          .expected("one size, since a network's input has one")
          .mend("bring them all to one size");
    }
  }

  private byte[] pixels(List<Row> those, ImageShape shape) {
    byte[] pixels = Room.bytes(path.toString(), (long) those.size() * shape.size());
    int at = 0;
    for (Row row : those) {
      int repeat = Math.floorDiv(shape.size(), row.values.length); // grey among colours
      for (byte value : row.values) {
        for (int i = 0; i < repeat; i++) {
          pixels[at++] = value;
        }
      }
    }
    return pixels;
  }
}
