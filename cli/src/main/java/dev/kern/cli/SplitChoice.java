package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.Locale;

/// Which images of a data set: those of one part, or all.
enum SplitChoice {
  TEST,
  TRAIN,
  VALID,
  ALL;

  /// The images.
  ///
  /// Fails with `DataException` if the data set has no such part.
  Split of(Dataset data) {
    if (this == ALL) {
      return Split.concatenated(
          Arrays.stream(Part.values()).flatMap(part -> data.split(part).stream()).toList());
    }
    Part part = Part.valueOf(name());
    return data.split(part)
        .orElseThrow(
            () ->
                Problem.at(data.provenance().source(), "it has no " + part.adjective() + " images")
                    .fix("another --split"));
  }

  /// In a sentence: `training images`.
  String images() {
    return this == ALL ? "images" : Part.valueOf(name()).adjective() + " images";
  }

  /// As one writes it: `train`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
