package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Labels;
import dev.kern.data.Provenance;
import dev.kern.data.ResizeMode;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.ImageList;
import dev.kern.data.image.ImageDecoder;
import dev.kern.data.image.ImageRemark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Collects images until all are there, each resized to the size that was asked for, and makes a
/// data set of them.
final class ImageCollector {
  /// What is known of an image, but for its pixels.
  ///
  /// @param file its name within the folder or archive
  /// @param index its place among the pixels
  private record Row(Optional<SplitName> splitName, String label, String file, int index) {
    /// By the names of files without their folders, then by classes.
    static final Comparator<Row> ORDER =
        Comparator.comparing((Row row) -> row.file.substring(row.file.lastIndexOf('/') + 1))
            .thenComparing(Row::label);

    /// Its name as it is unpacked.
    String path() {
      return file.startsWith("./") ? file.substring(2) : file;
    }
  }

  /// An image in the size that was asked for; grey among colours keeps its one channel until all
  /// are there.
  ///
  /// @param from the image as it was
  /// @param channels how many it has now
  @SuppressWarnings("ArrayRecordComponent") // on its way to the others, never compared
  record Fitted(Origin from, int channels, byte[] values) {
    /// Whether it was turned as its EXIF data say.
    boolean turned() {
      return from.turned;
    }

    /// What is odd about its file, though no pixel depends on it.
    Optional<ImageRemark> remark() {
      return from.remark;
    }

    /// How many pixels were decoded.
    long pixels() {
      ImageDecoder.Size size = from.size;
      return (long) Math.ceilDiv(size.height(), from.shrink)
          * Math.ceilDiv(size.width(), from.shrink);
    }
  }

  /// An image as it was.
  ///
  /// @param shrink how many pixels became one when it was decoded, along each side
  private record Origin(
      ImageDecoder.Size size,
      int channels,
      int shrink,
      boolean turned,
      Optional<ImageRemark> remark) {
    static Origin of(ImageDecoder.Decoded image) {
      return new Origin(
          image.size(), image.channels(), image.shrink(), image.turned(), image.remark());
    }
  }

  private static final int MOST_SIZES = 6;

  private final Path path;
  private final Loading how;
  private final ImageTarget sizing;
  private final Optional<ImageTarget.Extents> advised;
  private final List<String> known;
  private final ImageList images;
  private final List<Row> rows = new ArrayList<>();
  private final SortedSet<String> labels = new TreeSet<>();
  private final Map<String, Integer> sizes = new TreeMap<>();
  private ImageDecoder.Size size = new ImageDecoder.Size(0, 0);
  private int channels = 1;
  private int colours = 1; // the most channels of an image as it was
  private boolean reduced; // whether an image was decoded at a fraction of its size

  /// Images of a folder or archive.
  ImageCollector(Path path, Loading how) {
    this.path = path;
    this.how = how;
    this.sizing = how.sizing();
    this.advised = how.advised();
    this.known = how.known();
    this.images = how.store().images(path.toString());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Decodes an image and brings it to the size that was asked for; any thread may do so.
  ///
  /// Fails with `DataException` if it is broken.
  ///
  /// @param place what messages call it
  static Fitted fit(String place, byte[] content, ImageTarget sizing) {
    ImageDecoder.Decoded image =
        sizing.extents().isPresent()
            ? ImageFiles.decoded(place, content, sizing.extents().get(), sizing.mode())
            : ImageDecoder.read(place, content);
    ImageDecoder.Size is = image.size();
    Origin from = Origin.of(image);
    int kept = sizing.channels().orElse(image.channels()) == 1 ? 1 : image.channels();
    ImageTarget.Extents gets =
        sizing.extents().orElseGet(() -> new ImageTarget.Extents(is.height(), is.width()));
    boolean fits = gets.height() == is.height() && gets.width() == is.width();
    if (fits && sizing.keeps(is.height(), is.width()) && kept == image.channels()) {
      return new Fitted(from, kept, image.values());
    }
    byte[] values =
        ImageShape.of(gets.height(), gets.width(), kept)
            .map(shape -> ImageFiles.resized(image, shape, sizing.mode()))
            .orElse(image.values()); // and #finish refuses it
    return new Fitted(from, kept, values);
  }

  /// Adds an image.
  ///
  /// @param place its split and class
  /// @param file its name within the folder or archive
  void add(FolderLayout.Place place, String file, Fitted image) {
    Origin from = image.from;
    size = from.size;
    sizes.merge(size.height() + " x " + size.width(), 1, Integer::sum);
    colours = Math.max(colours, from.channels);
    channels = Math.max(channels, image.channels);
    reduced |= from.shrink > 1;
    labels.add(place.label());
    rows.add(new Row(place.splitName(), place.label(), file, images.count()));
    boolean hopeless = sizes.size() > 1 && sizing.extents().isEmpty();
    // Once sizes differ that mustn't, there is only the message left to make.
    images.add(hopeless ? new byte[0] : image.values);
  }

  /// The data set; fails with `DataException` if the images aren't of one size.
  Dataset finish(DatasetBuilder assembly, Provenance provenance) {
    ImageShape shape = shape();
    boolean keeps = sizing.keeps(shape.height(), shape.width());
    if (sizes.size() > 1 || !keeps || !from().equals(shape.toString())) {
      assembly.warn(DatasetResizer.words(from(), shape, sizing.mode()));
    }
    for (int i = 0; i < images.count(); i++) {
      byte[] image = images.get(i);
      if (image.length < shape.size()) { // grey among colours
        images.set(i, repeated(image, shape.channels()));
      }
    }
    List<String> classes = new ArrayList<>(known);
    Map<String, Integer> places = new HashMap<>();
    place(classes, places).ifPresent(assembly::warn);
    dropEarlier().ifPresent(assembly::warn);
    rows.sort(Row.ORDER);
    for (SplitName splitName : SplitName.values()) {
      List<Row> those =
          rows.stream().filter(row -> row.splitName.orElse(SplitName.TRAIN) == splitName).toList();
      if (!those.isEmpty()) {
        int[] indices = those.stream().mapToInt(Row::index).toArray();
        int[] targets =
            those.stream().mapToInt(row -> places.getOrDefault(row.label, -1)).toArray();
        List<String> files = those.stream().map(Row::file).toList();
        assembly.add(splitName, shape, images.pixels(indices), targets, files);
      }
    }
    return assembly.finish(classes, fit().map(provenance::withFit).orElse(provenance), how);
  }

  /// Finds the place of each class among those of the model that the images are for, and adds those
  /// that it doesn't know.
  ///
  /// @return what the user should know of that
  private Optional<String> place(List<String> classes, Map<String, Integer> places) {
    List<String> found = List.copyOf(labels);
    int[] among = Labels.places(found, known);
    for (int i = 0; i < among.length; i++) {
      places.put(found.get(i), among[i] < 0 ? classes.size() : among[i]);
      if (among[i] < 0) {
        classes.add(found.get(i));
      }
    }
    return Labels.respelled(found, known, among);
  }

  /// Drops all images of one name but the last, as unpacking an archive does, which takes
  /// `./A/1.png` for `A/1.png`.
  ///
  /// @return what the user should know of that
  private Optional<String> dropEarlier() {
    List<Row> byFile = new ArrayList<>(rows); // a set of a million names would need more memory
    byFile.sort(Comparator.comparing(Row::path));
    NameSample names = new NameSample();
    Set<Row> earlier = new HashSet<>();
    for (int i = 1; i < byFile.size(); i++) {
      Row row = byFile.get(i - 1);
      if (row.path().equals(byFile.get(i).path())) {
        earlier.add(row);
        names.add(row.file);
      }
    }
    rows.removeAll(earlier);
    return names.skipped(
        "image that comes again", "images that come again", " later in the archive");
  }

  /// How the images were resized: with the mode that was asked for only if it made a difference, so
  /// that data without large JPEG files is the same for every mode.
  private Optional<ResizeMode> fit() {
    return sizing.isNone()
        ? Optional.empty()
        : Optional.of(reduced ? sizing.mode() : sizing.mode().whole());
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
              "resize them all: "
                  + advised
                      .map(to -> ResizeMode.advice(to.height(), to.width()))
                      .orElseGet(
                          () -> "--size " + mostCommon().getFirst().getKey().replace(" ", "")));
    }
  }

  private static byte[] repeated(byte[] image, int times) {
    byte[] repeated = new byte[image.length * times];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = image[Math.floorDiv(i, times)];
    }
    return repeated;
  }
}
