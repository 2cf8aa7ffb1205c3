package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Pixels;
import dev.kern.data.Provenance;
import dev.kern.data.SplitName;
import dev.kern.data.archive.Archive;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.Problem;
import dev.kern.data.image.ImageDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Collects decoded images until all are there, each brought to the size that was asked for, and
/// makes a data set of them.
final class ImageCollector {
  @SuppressWarnings("ArrayRecordComponent") // held until all are there, never compared
  private record Row(ImageFileName name, String file, byte[] values) {}

  private static final int MOST_SIZES = 6;

  private final Path path;
  private final ImageTarget sizing;
  private final Optional<ImageTarget.Extents> advised;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Integer> sizes = new TreeMap<>();
  private ImageDecoder.Size size = new ImageDecoder.Size(0, 0);
  private int channels = 1;
  private int colours = 1; // the most channels of an image as it was

  /// Images of a folder or archive; `advised` is the size to advise if theirs differ.
  ImageCollector(Path path, ImageTarget sizing, Optional<ImageTarget.Extents> advised) {
    this.path = path;
    this.sizing = sizing;
    this.advised = advised;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Decodes an image; fails with `DataException` if it is broken.
  ///
  /// @param name what its name says
  /// @param file its name within the folder or archive
  void add(ImageFileName name, String file, byte[] content) {
    ImageDecoder.Decoded image = ImageDecoder.read(Archive.place(path, file), content);
    size = image.size();
    sizes.merge(size.height() + " x " + size.width(), 1, Integer::sum);
    boolean hopeless = sizes.size() > 1 && sizing.extents().isEmpty();
    // Once sizes differ that mustn't, there is only the message left to make.
    rows.add(new Row(name, file, hopeless ? new byte[0] : fitted(image)));
  }

  /// The image in the size that was asked for; grey among colours keeps its one channel until all
  /// are there.
  private byte[] fitted(ImageDecoder.Decoded image) {
    ImageDecoder.Size is = image.size();
    colours = Math.max(colours, image.channels());
    int kept = sizing.channels().orElse(image.channels()) == 1 ? 1 : image.channels();
    channels = Math.max(channels, kept);
    ImageTarget.Extents gets =
        sizing.extents().orElseGet(() -> new ImageTarget.Extents(is.height(), is.width()));
    if (gets.height() == is.height() && gets.width() == is.width() && kept == image.channels()) {
      return image.values();
    }
    return ImageShape.of(gets.height(), gets.width(), kept)
        .map(shape -> ImageFiles.resized(image, shape))
        .orElse(image.values()); // and #finish refuses it
  }

  /// The data set; fails with `DataException` if the images aren't of one size.
  Dataset finish(DatasetBuilder assembly, Provenance provenance) {
    ImageShape shape = shape();
    if (sizes.size() > 1 || !from().equals(shape.toString())) {
      assembly.warn(DatasetResizer.words(from(), shape));
    }
    List<String> classes = rows.stream().map(row -> row.name.label()).distinct().sorted().toList();
    rows.sort(
        Comparator.comparing((Row row) -> row.name.file()).thenComparing(row -> row.name.label()));
    for (SplitName splitName : SplitName.values()) {
      List<Row> those =
          rows.stream()
              .filter(row -> row.name.splitName().orElse(SplitName.TRAIN) == splitName)
              .toList();
      if (!those.isEmpty()) {
        int[] labels = those.stream().mapToInt(row -> classes.indexOf(row.name.label())).toArray();
        Pixels pixels = new Pixels.Bytes(path.toString(), pixels(those, shape));
        assembly.add(splitName, shape, pixels, labels, those.stream().map(Row::file).toList());
      }
    }
    return assembly.finish(classes, provenance);
  }

  private ImageShape shape() {
    checkSizes();
    int height = sizing.extents().map(ImageTarget.Extents::height).orElse(size.height());
    int width = sizing.extents().map(ImageTarget.Extents::width).orElse(size.width());
    return ImageShape.of(height, width, sizing.channels().orElse(channels))
        .orElseThrow(
            () ->
                Problem.at(path.toString(), "the images are too large for a network")
                    .given(height + " x " + width)
                    .expected("at most 8,192 pixels per side")
                    .fix("resize them, such as with --size 224x224"));
  }

  /// What the images were, in words.
  private String from() {
    String most = mostCommon().getFirst().getKey();
    String channels = colours == 1 ? "" : " x " + colours;
    return sizes.size() == 1
        ? most + channels
        : Problem.count(sizes.size()) + " sizes, mostly " + most + channels + ",";
  }

  /// Each size and how many images have it, the most first.
  private List<Map.Entry<String, Integer>> mostCommon() {
    return sizes.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .toList();
  }

  private void checkSizes() {
    if (sizes.size() > 1 && sizing.extents().isEmpty()) {
      String counts =
          mostCommon().stream()
              .limit(MOST_SIZES)
              .map(entry -> Problem.count(entry.getValue()) + " of " + entry.getKey())
              .collect(Collectors.joining(", "));
      throw Problem.at(path.toString(), "the images differ in size")
          .given(
              counts
                  + (sizes.size() > MOST_SIZES
                      ? ", and " + Problem.count(sizes.size() - MOST_SIZES) + " more sizes"
                      : "")
                  + " (height x width)")
          .expected("one size for all images")
          .fix(
              "resize them all: --size "
                  + advised
                      .map(ImageTarget.Extents::toString)
                      .orElseGet(() -> mostCommon().getFirst().getKey())
                      .replace(" ", ""));
    }
  }

  private byte[] pixels(List<Row> those, ImageShape shape) {
    byte[] pixels = Allocation.bytes(path.toString(), (long) those.size() * shape.size());
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
