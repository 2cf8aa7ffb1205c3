package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
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
  private final Normalization forRaw = Normalization.COURSE;

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
  Dataset finish(List<String> classNames, Provenance provenance) {
    try {
      return assemble(classNames, provenance);
    } catch (DataException e) {
      throw e.noting(warnings);
    }
  }

  private Dataset assemble(List<String> classNames, Provenance provenance) {
    boolean raw = checkScaling();
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    pieces.forEach(
        (splitName, piece) -> {
          Split split = piece.pixels.split(piece.shape, piece.labels, forRaw, raw);
          splits.put(splitName, piece.files.map(split::withFiles).orElse(split));
        });
    Optional<Normalization> normalization = raw ? Optional.of(forRaw) : guess(provenance.source());
    return dataset(classNames, splits, normalization, provenance).withWarnings(warnings);
  }

  /// Whether the pixels are still to be normalised, which must hold for all splits or for none.
  private boolean checkScaling() {
    StoredPixels raw = null;
    StoredPixels other = null;
    for (Piece piece : pieces.values()) {
      if (piece.labels.length > 0) {
        raw = piece.pixels.areRaw() ? piece.pixels : raw;
        other = piece.pixels.areRaw() ? other : piece.pixels;
      }
    }
    if (raw != null && other != null) {
      throw Problem.at(raw.place(), "the splits of this data set are scaled differently")
          .given(
              "pixels from "
                  + raw.range()
                  + " here, from "
                  + other.range()
                  + " at "
                  + other.place())
          .expected("the same scaling for all splits")
          .fix("scale all splits as the course does: (pixels - 127.5) / 255");
    }
    if (raw != null && raw.areFloats()) {
      warn("pixels from 0 to 255 were scaled: " + forRaw);
    }
    return raw != null;
  }

  private Optional<Normalization> guess(String source) {
    PixelRange range = PixelRange.NONE;
    for (Piece piece : pieces.values()) {
      range = range.and(piece.pixels.range());
    }
    Optional<Normalization> normalization = Normalization.guess(range.least(), range.greatest());
    if (normalization.isEmpty()) {
      warn(
          source
              + ": pixels from "
              + range
              + " don't match a common scaling, so a model trained on them can't classify"
              + " image files");
    }
    return normalization;
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
