package dev.kern.data;

import dev.kern.data.file.Allocation;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Images that a program has in memory, on their way into a [Dataset]; see [Dataset.Builder], whose
/// promises it keeps.
final class MemoryImages {
  /// One split, its images one after the other.
  @SuppressWarnings("ArrayRecordComponent") // on its way to a split, never compared
  private record Piece(ImageShape shape, Pixels pixels, int[] labels) {}

  private final Targets targets;
  private final @Nullable ImageShape size;
  private final Map<SplitName, ImageRows> rows = new EnumMap<>(SplitName.class);
  private final Map<SplitName, Piece> pieces = new EnumMap<>(SplitName.class);
  private final Map<SplitName, float[]> learned = new EnumMap<>(SplitName.class);

  MemoryImages(List<String> classNames, @Nullable ImageShape size) {
    this(Targets.classes(classNames), size);
  }

  MemoryImages(Targets targets, @Nullable ImageShape size) {
    this.targets = targets;
    this.size = size;
  }

  /// Adds what is to be learned of the images that were added last.
  void learn(SplitName splitName, float[][] numbers) {
    int width = targets.width();
    float[] all = Allocation.floats(place(splitName), (long) numbers.length * width);
    for (int i = 0; i < numbers.length; i++) {
      targets.expand(place(splitName) + ", [" + i + "]", numbers[i], all, i * width);
    }
    if (targets.areClasses()) {
      int[] labels = Objects.requireNonNull(pieces.get(splitName)).labels;
      Arrays.setAll(labels, i -> (int) numbers[i][0]);
    } else {
      learned.put(splitName, all);
    }
  }

  /// Adds images one after the other in an array of floats.
  void add(SplitName splitName, float[] images, int[] labels) {
    ImageShape shape = shapeOfArray(splitName, images.length, labels.length);
    pieces.put(
        splitName, new Piece(shape, Pixels.Floats.of(place(splitName), images, shape), labels));
  }

  /// Adds images one after the other in an array of bytes.
  void add(SplitName splitName, byte[] images, int[] labels) {
    ImageShape shape = shapeOfArray(splitName, images.length, labels.length);
    pieces.put(splitName, new Piece(shape, new Pixels.Bytes(place(splitName), images), labels));
  }

  /// Adds images with an array of bytes for each.
  void add(SplitName splitName, byte[][] images, int[] labels) {
    expectPairs(splitName, images.length, labels.length);
    ImageShape shape = shapeOfArray(splitName, images.length * (long) size(), labels.length);
    byte[] all = Allocation.bytes(place(splitName), (long) images.length * shape.size());
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != shape.size()) {
        throw Problem.at(
                place(splitName) + ", [" + i + "]", "the array doesn't hold exactly one image")
            .given(Problem.count(images[i].length) + " bytes")
            .expected(Problem.count(shape.size()) + ", for an image of " + shape)
            .fix("pass an array of [height, width, channels] for each image");
      }
      System.arraycopy(images[i], 0, all, i * shape.size(), shape.size());
    }
    pieces.put(splitName, new Piece(shape, new Pixels.Bytes(place(splitName), all), labels));
  }

  private int size() {
    return size == null ? 0 : size.size();
  }

  /// Adds images one by one.
  void add(SplitName splitName, Iterator<LabelledImage> images) {
    expectNew(splitName);
    ImageRows added = new ImageRows(place(splitName), size, targets);
    images.forEachRemaining(added::add);
    rows.put(splitName, added);
  }

  /// Refuses lists of images and of labels that differ in length.
  static void expectPairs(SplitName splitName, int images, int labels) {
    if (images != labels) {
      throw Problem.at(place(splitName), "the numbers of images and labels differ")
          .given("%s images and %s labels".formatted(Problem.count(images), Problem.count(labels)))
          .expected("one label per image")
          .fix("remove what has no counterpart");
    }
  }

  private static String place(SplitName splitName) {
    return "memory, " + splitName.adjective() + " images";
  }

  private void expectNew(SplitName splitName) {
    if (rows.containsKey(splitName) || pieces.containsKey(splitName)) {
      throw Problem.at(place(splitName), "this split was already added")
          .expected("each split once")
          .fix("combine them into one list or array first");
    }
  }

  private ImageShape shapeOfArray(SplitName splitName, long numbers, int labels) {
    expectNew(splitName);
    if (size == null) {
      throw Problem.at(place(splitName), "the size of the images isn't known")
          .given(Problem.count(numbers) + " numbers for " + Problem.count(labels) + " labels")
          .expected("an image size along with the array")
          .fix("use Dataset.of(classNames, new ImageShape(28, 28, 1), images, labels)");
    }
    if (numbers != (long) labels * size.size()) {
      throw Problem.at(place(splitName), "the array doesn't hold one image per label")
          .given(Problem.count(numbers) + " numbers for " + Problem.count(labels) + " labels")
          .expected(
              "%s numbers: %s images of %s, %s each"
                  .formatted(
                      Problem.count((long) labels * size.size()),
                      Problem.count(labels),
                      size,
                      Problem.count(size.size())))
          .fix("pass one image per label, or correct the image size");
    }
    return size;
  }

  /// The data set, with missing splits cut as those of files are.
  ///
  /// @param stated how pixels from 0 to 255 become, or became, the floats, if that was said
  Dataset finish(@Nullable Normalization stated) {
    List<String> warnings = new ArrayList<>();
    gather(warnings);
    expectOneKind(stated);
    Optional<Normalization> normalization =
        Optional.ofNullable(stated).or(() -> normalization(warnings));
    Normalization ofBytes = normalization.orElse(Normalization.COURSE);
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    pieces.forEach(
        (splitName, piece) -> {
          Split images = split(piece, ofBytes);
          float[] numbers = learned.get(splitName);
          splits.put(
              splitName, numbers == null ? images : images.withTargets(numbers, targets.width()));
        });
    Dataset data = Dataset.of(targets, splits, normalization, provenance(splits));
    return HoldOutSplitter.missing(data.withWarnings(warnings));
  }

  private static Split split(Piece piece, Normalization ofBytes) {
    return switch (piece.pixels) {
      case Pixels.Bytes(_, byte[] values) -> Split.of(piece.shape, values, piece.labels, ofBytes);
      case Pixels.Floats(_, float[] values, _) -> Split.of(piece.shape, values, piece.labels);
    };
  }

  /// Makes pieces of the rows, all of as many channels as one of them needs.
  private void gather(List<String> warnings) {
    int channels = rows.values().stream().mapToInt(ImageRows::channels).max().orElse(1);
    rows.forEach(
        (splitName, row) -> {
          if (!row.isEmpty()) {
            ImageShape shape = row.shape(channels);
            pieces.put(splitName, new Piece(shape, row.pixels(shape), row.labels()));
            if (!targets.areClasses()) {
              learn(splitName, row.numbers());
            }
            row.warning().ifPresent(warnings::add);
          }
        });
  }

  private void expectOneKind(@Nullable Normalization stated) {
    long floats = pieces.values().stream().filter(p -> p.pixels instanceof Pixels.Floats).count();
    if (stated == null && floats > 0 && floats < pieces.size()) {
      throw Problem.at("memory", "some splits hold bytes, others floats")
          .given(Problem.list(pieces.entrySet().stream().map(MemoryImages::kind).toList()))
          .expected("only one kind, or the normalisation from bytes to these floats")
          .fix("call normalization(Normalization.COURSE) for floats of (pixel - 127.5) / 255");
    }
  }

  private static String kind(Map.Entry<SplitName, Piece> entry) {
    String kind = entry.getValue().pixels instanceof Pixels.Floats ? "floats" : "bytes";
    return entry.getKey().key() + ": " + kind;
  }

  /// How the pixels are scaled, seen from their range.
  private Optional<Normalization> normalization(List<String> warnings) {
    PixelRange range = new PixelRange(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    for (Piece piece : pieces.values()) {
      if (piece.pixels instanceof Pixels.Bytes) {
        return Optional.of(Normalization.COURSE);
      }
      range = range.and(piece.pixels.range());
    }
    if (range.isRaw()) {
      warnings.add(
          "floats from %s are used unscaled; networks learn better from small values, such as %s"
              .formatted(range, Normalization.COURSE));
      return Optional.of(new Normalization(0, 1));
    }
    Optional<Normalization> guess = Normalization.guess(range.least(), range.greatest());
    if (guess.isEmpty() && !pieces.isEmpty()) {
      warnings.add(
          "floats from %s don't match a common scaling, so a model trained on them can't"
                  .formatted(range)
              + " classify image files; specify the scaling with normalization(...)");
    }
    return guess;
  }

  /// A checksum of what was given stands for the files that other data sets come from, so that a
  /// run is not resumed on other data.
  private Provenance provenance(Map<SplitName, Split> splits) {
    MessageDigest digest = Checksum.sha256();
    ByteBuffer line = ByteBuffer.allocate(Integer.BYTES + Long.BYTES);
    long bytes = 0;
    for (Split split : splits.values()) {
      digest.update(line.clear().putInt(split.count()).putLong(split.shape().hashCode()).flip());
      for (int i = 0; i < split.count(); i++) {
        digest.update(line.clear().putInt(split.label(i)).putLong(split.fingerprint(i)).flip());
      }
    }
    if (!targets.areClasses()) {
      digest.update(targets.toString().getBytes(StandardCharsets.UTF_8));
    }
    for (float[] numbers : learned.values()) {
      for (float number : numbers) {
        digest.update(line.clear().putFloat(number).flip());
      }
    }
    for (Piece piece : pieces.values()) {
      int width = piece.pixels instanceof Pixels.Floats ? Float.BYTES : Byte.BYTES;
      bytes += (long) piece.labels.length * piece.shape.size() * width;
    }
    String sum = HexFormat.of().formatHex(digest.digest());
    Provenance provenance =
        new Provenance(
            "memory", "memory", List.of(new Provenance.SourceFile("memory", bytes, sum)));
    return size == null || rows.isEmpty() ? provenance : provenance.withFit(ResizeMode.STRETCH);
  }
}
