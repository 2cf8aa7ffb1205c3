package dev.kern.data;

import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds out the splits that a source lacks from its training images.
///
/// A tenth of each class goes to each missing split, a tenth of all where there are no classes.
/// Which images, is decided by their content: neither the order of the source nor a seed plays a
/// split. Equal images stay together, so that none is learnt from and tested on.
public final class HoldOutSplitter {
  private static final int SHARE = 10;

  private HoldOutSplitter() {}

  /// The data set with all three splits, and a warning for each that was held out. A source without
  /// training images, meant for scoring only, is returned unchanged.
  public static Dataset missing(Dataset data) {
    Optional<Split> train = data.split(SplitName.TRAIN);
    List<SplitName> missing = new ArrayList<>();
    for (SplitName splitName : List.of(SplitName.TEST, SplitName.VALID)) {
      if (!data.has(splitName)) {
        missing.add(splitName);
      }
    }
    return train.isEmpty() || missing.isEmpty() ? data : cut(data, train.get(), missing);
  }

  private static Dataset cut(Dataset data, Split train, List<SplitName> missing) {
    SplitName[] goes = new SplitName[train.count()];
    Arrays.fill(goes, SplitName.TRAIN);
    int[] perClass = new int[data.classes()];
    for (int i = 0; i < train.count(); i++) {
      perClass[train.label(i)]++;
    }
    FingerprintOrder groups = FingerprintOrder.of(train);
    for (SplitName splitName : missing) {
      int[] wanted = Arrays.stream(perClass).map(HoldOutSplitter::share).toArray();
      take(train, groups, wanted, goes, splitName);
    }
    Split named = train.named(SplitName.TRAIN);
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    List<String> warnings = new ArrayList<>(data.warnings());
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName).ifPresent(split -> splits.put(splitName, split));
      if (splitName == SplitName.TRAIN || missing.contains(splitName)) {
        Split cut = named.select(samples(goes, splitName));
        splits.put(splitName, cut);
        if (splitName != SplitName.TRAIN) {
          String share = data.targets().areClasses() ? "a tenth of each class" : "a tenth";
          warnings.add(warning(splitName, cut.count(), train.count(), share));
        }
      }
    }
    return Dataset.of(data.targets(), splits, data.normalization(), data.provenance())
        .withBroken(data.broken())
        .withWarnings(warnings);
  }

  /// A tenth, rounded, but one at least of a class that has one for each split.
  private static int share(int count) {
    int share = Math.floorDiv(count + SHARE / 2, SHARE);
    return count < SplitName.values().length ? 0 : Math.max(1, share);
  }

  /// Whether a warning is one about images that were, or should have been, held out for a split.
  static boolean warns(String line, SplitName splitName) {
    return line.startsWith(missing(splitName));
  }

  private static String missing(SplitName splitName) {
    return "no " + splitName.adjective() + " split";
  }

  private static String warning(SplitName splitName, int cut, int count, String share) {
    if (cut == 0) {
      return missing(splitName) + ", and too few different training images to hold one out";
    }
    return missing(splitName)
        + ": "
        + Problem.count(cut)
        + " of the "
        + Problem.count(count)
        + (cut == 1 ? " training images was" : " training images were")
        + " held out for it ("
        + share
        + "; identical images stay together)";
  }

  /// Moves whole groups to a split, as long as their class has places left there.
  private static void take(
      Split train, FingerprintOrder groups, int[] wanted, SplitName[] goes, SplitName splitName) {
    groups.forEachGroup(
        (order, begin, end) -> {
          int first = order[begin];
          int label = train.label(first);
          if (goes[first] == SplitName.TRAIN && end - begin <= wanted[label]) {
            wanted[label] -= end - begin;
            for (int i = begin; i < end; i++) {
              goes[order[i]] = splitName;
            }
          }
        });
  }

  private static int[] samples(SplitName[] goes, SplitName splitName) {
    int count = 0;
    for (SplitName its : goes) {
      count += its == splitName ? 1 : 0;
    }
    int[] samples = new int[count];
    int at = 0;
    for (int i = 0; i < goes.length; i++) {
      if (goes[i] == splitName) {
        samples[at++] = i;
      }
    }
    return samples;
  }
}
