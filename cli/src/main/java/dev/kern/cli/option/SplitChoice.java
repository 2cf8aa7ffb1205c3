package dev.kern.cli.option;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// Which images of a data set to use: one split or all.
public enum SplitChoice {
  TEST,
  TRAIN,
  VALID,
  ALL;

  /// The images, which know where the data has them.
  ///
  /// Fails with `DataException` if the data set has no such split.
  public Split of(Dataset data) {
    if (this == ALL) {
      return Split.concatenated(
          Arrays.stream(SplitName.values())
              .flatMap(
                  splitName -> data.split(splitName).stream().map(split -> split.named(splitName)))
              .toList());
    }
    SplitName splitName = SplitName.valueOf(name());
    return data.split(splitName)
        .map(split -> split.named(splitName))
        .orElseThrow(
            () ->
                Problem.at(
                        data.provenance().source(),
                        "contains no " + splitName.adjective() + " images")
                    .fix("choose another --split"));
  }

  /// The split, or nothing for all images together.
  public Set<SplitName> alone() {
    return this == ALL ? Set.of() : Set.of(SplitName.valueOf(name()));
  }

  /// In a sentence: `training images`.
  public String images() {
    return this == ALL ? "images" : SplitName.valueOf(name()).adjective() + " images";
  }

  /// As written on the command line: `train`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
