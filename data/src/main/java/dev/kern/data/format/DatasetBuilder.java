package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Levels;
import dev.kern.data.Normalization;
import dev.kern.data.PixelRange;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.store.StoredPixels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Builds a data set from what a format has read: detects how its pixels are scaled, converts
/// values from 0 to 255 to the course's scaling, and warns about it.
final class DatasetBuilder {
  @SuppressWarnings("ArrayRecordComponent") // a pair on its way to a split, never compared
  private record Piece(
      ImageShape shape, StoredPixels pixels, int[] labels, Optional<List<String>> files) {}

  private final Map<SplitName, Piece> pieces = new EnumMap<>(SplitName.class);
  private final List<String> warnings = new ArrayList<>();

  /// Adds a split.
  void add(SplitName splitName, ImageShape shape, StoredPixels pixels, int[] labels) {
    pieces.put(splitName, new Piece(shape, pixels, labels, Optional.empty()));
  }

  /// Adds a split, each of whose images was read from a file of its own.
  void add(
      SplitName splitName,
      ImageShape shape,
      StoredPixels pixels,
      int[] labels,
      List<String> files) {
    pieces.put(splitName, new Piece(shape, pixels, labels, Optional.of(files)));
  }

  /// Adds a line that the user should read.
  void warn(String line) {
    warnings.add(line);
  }

  /// The lines for the user so far.
  List<String> warnings() {
    return warnings;
  }

  /// The data set; fails with `DataException` if its splits don't fit together.
  Dataset finish(List<String> classNames, Provenance provenance, Loading how) {
    try {
      return assemble(classNames, provenance, how);
    } catch (DataException e) {
      throw e.noting(warnings);
    }
  }

  private Dataset assemble(List<String> classNames, Provenance provenance, Loading how) {
    List<StoredPixels> all =
        pieces.values().stream().filter(p -> p.labels.length > 0).map(Piece::pixels).toList();
    boolean raw = checkScaling(all, how);
    Optional<Levels> levels = raw ? levels(all, how) : Optional.empty();
    Normalization scaling =
        levels.map(Normalization.COURSE::withLevels).orElse(Normalization.COURSE);
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    pieces.forEach(
        (splitName, piece) -> {
          Split split = piece.pixels.split(piece.shape, piece.labels, scaling, raw);
          splits.put(splitName, piece.files.map(split::withFiles).orElse(split));
        });
    Optional<Normalization> normalization =
        raw ? Optional.of(scaling) : guess(provenance.source(), how);
    return dataset(classNames, splits, normalization, provenance).withWarnings(warnings);
  }

  /// Whether the pixels are still to be normalised, which must hold for all splits or for none.
  private boolean checkScaling(List<StoredPixels> all, Loading how) {
    StoredPixels raw = null;
    StoredPixels other = null;
    for (StoredPixels pixels : all) {
      boolean integers = areIntegers(pixels, how);
      PixelRange range = pixels.range();
      boolean isRaw =
          !pixels.areFloats()
              || range.isRaw()
              || (integers && (trained(how).isPresent() || !range.isBinary()));
      raw = isRaw ? pixels : raw;
      other = isRaw || integers ? other : pixels; // integers of 0 and 1 go with either
    }
    if (raw != null && other != null) {
      throw scaledDifferently(raw, other);
    }
    return raw != null;
  }

  private static boolean areIntegers(StoredPixels pixels, Loading how) {
    return pixels.areIntegers()
        && (!pixels.areFloats() || how.integers() != Loading.Integers.AS_STORED);
  }

  private static DataException scaledDifferently(StoredPixels raw, StoredPixels other) {
    return Problem.at(raw.place(), "the splits of this data set are scaled differently")
        .given(
            "pixels from %s here, from %s at %s"
                .formatted(raw.range(), other.range(), other.place()))
        .expected("the same scaling for all splits")
        .fix("scale all splits as the course does: (pixels - 127.5) / 255");
  }

  /// The levels of raw pixels, seen from the training images if there are some, and a warning that
  /// says what was done; empty for values from 0 to 255.
  private Optional<Levels> levels(List<StoredPixels> all, Loading how) {
    Piece train = pieces.get(SplitName.TRAIN);
    List<StoredPixels> seen =
        train == null || train.labels.length == 0 ? all : List.of(train.pixels);
    PixelRange range = range(all);
    if (all.stream().noneMatch(StoredPixels::areFloats)) {
      return ofBytes(all, how);
    }
    boolean integers = all.stream().allMatch(pixels -> areIntegers(pixels, how));
    Optional<Levels> levels =
        integers ? trained(how).or(() -> Levels.of(range(seen))) : Optional.empty();
    expectAlike(all, integers, levels.isPresent());
    warn(
        levels.isEmpty() && range.isByte()
            ? asBytes(range)
            : "integers from %s were scaled ".formatted(whole(range))
                + by(levels.orElse(Levels.BYTES), range, how));
    return levels;
  }

  private static String by(Levels levels, PixelRange range, Loading how) {
    if (trained(how).isPresent()) {
      return "as those of the training images, " + levels;
    }
    if (how.forModel()) {
      return "by a range guessed from this set, "
          + levels
          + ", since the network doesn't say the range of such integers";
    }
    return range.greatest() > levels.white() || range.least() < levels.black()
        ? "by the range of the training images, " + levels
        : "by their range, " + levels;
  }

  /// What was done to values from 0 to 255, and what may be wrong with those that are all dark.
  private static String asBytes(PixelRange range) {
    return range.isDark()
        ? String.format(
            Locale.ROOT,
            "pixels from %s were scaled as if 255 were white: %s; if %.0f is, multiply them by %.4g"
                + " first",
            whole(range),
            Normalization.COURSE,
            range.greatest(),
            255 / range.greatest())
        : "pixels from 0 to 255 were scaled: " + Normalization.COURSE;
  }

  /// Refuses bytes among integers that have other levels, and integers beyond a byte among others.
  private static void expectAlike(List<StoredPixels> all, boolean integers, boolean levels) {
    StoredPixels wide = all.stream().filter(StoredPixels::areFloats).findFirst().orElseThrow();
    Optional<StoredPixels> bytes = all.stream().filter(p -> !p.areFloats()).findFirst();
    if (levels && bytes.isPresent()) {
      throw scaledDifferently(wide, bytes.get());
    }
    for (StoredPixels pixels : all) {
      if (!levels && !pixels.range().isByte() && (bytes.isPresent() || !integers)) {
        throw scaledDifferently(pixels, bytes.orElse(wide));
      }
    }
  }

  /// The levels of integers that a model was trained on, if they are none of bytes.
  private static Optional<Levels> trained(Loading how) {
    return how.scaling()
        .flatMap(Normalization::levels)
        .filter(levels -> !levels.equals(Levels.BINARY));
  }

  /// Spreads bytes of 0 and 1 alone to 0 and 255, unless a model was trained on others.
  private Optional<Levels> ofBytes(List<StoredPixels> all, Loading how) {
    PixelRange range = range(all);
    if (!range.isBinary()) {
      if (range.isDark()) {
        warn(asBytes(range));
      }
      return Optional.empty();
    }
    boolean asTrained =
        how.scaling().flatMap(Normalization::levels).filter(Levels.BINARY::equals).isPresent();
    if (how.integers() != Loading.Integers.BY_RANGE && !asTrained) {
      warn(
          "all bytes are 0 or 1, which is nearly black for a network trained on bytes from 0 to"
              + " 255");
      return Optional.empty();
    }
    all.forEach(StoredPixels::spread);
    warn("all bytes are 0 or 1, so 1 is white: they were spread to 0 and 255");
    return Optional.of(Levels.BINARY);
  }

  private static PixelRange range(List<StoredPixels> all) {
    return all.stream().map(StoredPixels::range).reduce(PixelRange.NONE, PixelRange::and);
  }

  private static String whole(PixelRange range) {
    return Problem.count((long) range.least()) + " to " + Problem.count((long) range.greatest());
  }

  private Optional<Normalization> guess(String source, Loading how) {
    PixelRange range = range(pieces.values().stream().map(Piece::pixels).toList());
    Optional<Normalization> normalization = Normalization.guess(range.least(), range.greatest());
    if (normalization.isPresent()) {
      return normalization;
    }
    Optional<Normalization> made = how.scaling().filter(scaling -> scaling.mayHaveMade(range));
    String unknown =
        how.forModel()
            ? "and were used as they are"
            : "so a model trained on them can't classify image files";
    warn(
        made.map(
                scaling ->
                    "pixels from %s were taken to be scaled already: %s".formatted(range, scaling))
            .orElse(
                "%s: pixels from %s don't match a common scaling, %s"
                    .formatted(source, range, unknown)));
    return made;
  }

  /// A data set whose scaling may be unknown.
  static Dataset dataset(
      List<String> classNames,
      Map<SplitName, Split> splits,
      Optional<Normalization> normalization,
      Provenance provenance) {
    return normalization
        .map(known -> Dataset.of(classNames, splits, known, provenance))
        .orElseGet(() -> Dataset.of(classNames, splits, provenance));
  }
}
