package dev.kern.data;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Joins data sets, split by split, and their classes by name.
final class DatasetJoin {
  private static final List<SplitName> SCORED = List.of(SplitName.VALID, SplitName.TEST);

  private final List<DataPart> parts;
  private final List<Dataset> sets;

  /// @param parts how each counts
  DatasetJoin(List<DataPart> parts, List<Dataset> sets) {
    if (sets.isEmpty() || parts.size() != sets.size()) {
      throw new IllegalArgumentException(
          "each of one or more data sets is a part, given %d for %d"
              .formatted(parts.size(), sets.size()));
    }
    this.parts = List.copyOf(parts);
    this.sets = List.copyOf(sets);
  }

  Dataset dataset() {
    expectOneShape();
    Targets targets = targets();
    Optional<Normalization> scaling = sets.getFirst().normalization();
    Map<SplitName, List<Split>> gathered = new EnumMap<>(SplitName.class);
    List<UnreadableImage> broken = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      DataPart part = parts.get(i);
      Dataset set = scaled(sets.get(i), scaling).withTargets(targets);
      if (part.trainOnly()) {
        set.train(); // fails if there are none, which is all that counts
      }
      for (SplitName splitName : SplitName.values()) {
        set.split(splitName)
            .filter(_ -> splitName == SplitName.TRAIN || !part.trainOnly())
            .map(
                split ->
                    counted(
                        new SourceSplit(split, part.source(), splitName, scaling), part, splitName))
            .ifPresent(
                split -> gathered.computeIfAbsent(splitName, _ -> new ArrayList<>()).add(split));
      }
      broken.addAll(set.broken());
    }
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    gathered.forEach((splitName, all) -> splits.put(splitName, Split.concatenated(all)));
    return Dataset.of(targets, splits, scaling, provenance())
        .withBroken(broken)
        .withWarnings(warnings(splits.get(SplitName.TRAIN)));
  }

  private static Split counted(Split split, DataPart part, SplitName splitName) {
    return splitName == SplitName.TRAIN && part.weight() != 1
        ? new WeightedSplit(split, (float) part.weight())
        : split;
  }

  private void expectOneShape() {
    Set<ImageShape> shapes = sets.stream().map(Dataset::shape).collect(Collectors.toSet());
    if (shapes.size() > 1) {
      ImageShape first = sets.getFirst().shape();
      boolean sizes =
          shapes.stream().anyMatch(s -> s.height() != first.height() || s.width() != first.width());
      boolean channels = shapes.stream().anyMatch(s -> s.channels() != first.channels());
      throw problem("data sets with images of different %s can't be joined", sizes, channels)
          .given(each(set -> "images of " + set.shape()))
          .expected("images of one size, with as many channels")
          .fix(
              "resize or convert them all:"
                  + (sizes ? " --size %dx%d".formatted(first.height(), first.width()) : "")
                  + (channels ? " --channels " + (first.channels() == 1 ? 1 : 3) : ""));
    }
  }

  private Problem problem(String what, boolean sizes, boolean channels) {
    String differs = !channels ? "sizes" : sizes ? "sizes and channels" : "numbers of channels";
    return Problem.at(DataPart.words(parts), what.formatted(differs));
  }

  /// What is to be said of each set: `a.npz: images of 28 x 28, b.npz: images of 32 x 32 x 3`.
  private String each(Function<Dataset, String> words) {
    return IntStream.range(0, sets.size())
        .mapToObj(i -> parts.get(i).source() + ": " + words.apply(sets.get(i)))
        .collect(Collectors.joining(", "));
  }

  private Dataset scaled(Dataset set, Optional<Normalization> scaling) {
    if (set.normalization().isPresent() != scaling.isPresent()) {
      throw scalings();
    }
    return scaling.map(set::scaled).orElse(set);
  }

  private DataException scalings() {
    return Problem.at(DataPart.words(parts), "it isn't known of all data sets how they are scaled")
        .given(each(set -> set.normalization().map(Normalization::toString).orElse("unknown")))
        .expected("pixels 0..255, or floats in one of the usual scalings, in all of them")
        .fix("scale the pixels of the others before saving them, such as to 0..1");
  }

  /// Classes in the order of the first set, then those that others add; other targets must be the
  /// same, in whatever order.
  private Targets targets() {
    Targets first = sets.getFirst().targets();
    if (!first.areClasses()) {
      return first;
    }
    Map<String, String> names = new LinkedHashMap<>();
    sets.stream()
        .filter(set -> set.targets().areClasses())
        .flatMap(set -> set.classNames().stream())
        .forEach(name -> names.putIfAbsent(Labels.normalized(name), name));
    return Targets.classes(List.copyOf(names.values()));
  }

  private Provenance provenance() {
    List<Provenance> all = sets.stream().map(Dataset::provenance).toList();
    List<Provenance.Part> own =
        IntStream.range(0, all.size())
            .mapToObj(i -> Provenance.Part.of(parts.get(i), all.get(i)))
            .toList();
    return new Provenance(
        DataPart.words(parts),
        "joined",
        all.stream().flatMap(one -> one.files().stream()).toList(),
        all.stream().flatMap(one -> one.fit().stream()).findFirst(),
        all.stream().flatMap(one -> one.names().stream()).findFirst(),
        own);
  }

  private List<String> warnings(@Nullable Split train) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      String place = ", in " + parts.get(i).source();
      sets.get(i).warningsBesideClasses().forEach(line -> warnings.add(line + place));
    }
    if (sets.getFirst().targets().areClasses()) {
      classes(targets().names(), warnings);
    }
    for (int i = 0; i < sets.size(); i++) {
      leaks(i).ifPresent(warnings::add);
    }
    int learned = train == null ? 0 : train.perEpoch();
    if (train != null && learned != train.count()) {
      warnings.add(
          "an epoch draws %s of %s training images, by the weights of the data sets"
              .formatted(Problem.count(learned), Problem.count(train.count())));
    }
    return warnings;
  }

  private void classes(List<String> all, List<String> warnings) {
    for (int i = 0; i < sets.size(); i++) {
      int[] places = Labels.places(all, sets.get(i).classNames());
      List<String> lacking = new ArrayList<>();
      for (int c = 0; c < places.length; c++) {
        boolean same =
            places[c] >= 0
                && Labels.normalized(all.get(c))
                    .equals(Labels.normalized(sets.get(i).classNames().get(places[c])));
        if (!same) {
          lacking.add(all.get(c));
        }
      }
      if (!lacking.isEmpty()) {
        warnings.add(
            "classes that %s lacks, though others have them: %s"
                .formatted(parts.get(i).source(), Problem.list(lacking)));
      }
    }
    Map<String, List<String>> caseless = new HashMap<>();
    all.forEach(
        name -> caseless.computeIfAbsent(Labels.caseless(name), _ -> new ArrayList<>()).add(name));
    Set<String> alike = new TreeSet<>();
    caseless.values().stream().filter(names -> names.size() > 1).forEach(alike::addAll);
    if (!alike.isEmpty()) {
      warnings.add(
          "different classes, though only case or spaces differ: "
              + Problem.list(List.copyOf(alike)));
    }
  }

  /// Says how many images that one set is scored on are among the training images of others, as far
  /// as that can be told without reading a disk.
  private Optional<String> leaks(int scored) {
    if (parts.get(scored).trainOnly() || sets.stream().anyMatch(DatasetJoin::isOnDisk)) {
      return Optional.empty();
    }
    long[] own =
        SCORED.stream()
            .filter(sets.get(scored)::has)
            .flatMapToLong(splitName -> Arrays.stream(fingerprints(scored, splitName)))
            .toArray();
    List<String> where = new ArrayList<>();
    long most = 0;
    for (int i = 0; i < sets.size(); i++) {
      if (i != scored && sets.get(i).has(SplitName.TRAIN)) {
        long[] learned = fingerprints(i, SplitName.TRAIN);
        Arrays.sort(learned);
        long count = Arrays.stream(own).filter(f -> Arrays.binarySearch(learned, f) >= 0).count();
        if (count > 0) {
          where.add(parts.get(i).source());
          most = Math.max(most, count);
        }
      }
    }
    return where.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s validation or test images of %s are also training images of %s, so scores will be too good"
                .formatted(Problem.count(most), parts.get(scored).source(), Problem.list(where)));
  }

  private static boolean isOnDisk(Dataset set) {
    return Arrays.stream(SplitName.values())
        .flatMap(splitName -> set.split(splitName).stream())
        .anyMatch(Split::isOnDisk);
  }

  private long[] fingerprints(int set, SplitName splitName) {
    Split images = sets.get(set).split(splitName).orElseThrow();
    long[] all = new long[images.count()];
    new SourceSplit(images, parts.get(set).source(), splitName, sets.get(set).normalization())
        .fingerprints(0, all.length, all);
    return all;
  }
}
