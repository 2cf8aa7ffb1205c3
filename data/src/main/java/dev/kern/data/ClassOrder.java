package dev.kern.data;

import dev.kern.data.file.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Brings the targets of a data set into another order, by their names.
final class ClassOrder {
  private ClassOrder() {}

  static Dataset of(Dataset data, Targets targets) {
    if (data.targets().equals(targets)) {
      return data;
    }
    String source = data.provenance().source();
    String word = targets.kind().word();
    if (targets.kind() != data.targets().kind()) {
      throw Problem.at(source, "these images are labelled with something else")
          .given("data with " + data.targets())
          .expected("data with " + targets)
          .fix("use data with such targets, or a network trained on this data");
    }
    List<String> names = data.classNames();
    int[] places = Labels.places(names, targets.names());
    IntStream all = targets.areClasses() ? used(data) : IntStream.range(0, names.size());
    List<Integer> used = all.boxed().toList();
    List<String> unknown = used.stream().filter(c -> places[c] < 0).map(names::get).toList();
    boolean lacks = !targets.areClasses() && names.size() < targets.width();
    if (!unknown.isEmpty() || lacks) {
      throw Problem.at(
              source,
              lacks
                  ? word + " are missing"
                  : "unknown %s: %s".formatted(word, Problem.list(unknown)))
          .given("the %s %s".formatted(word, Problem.list(used.stream().map(names::get).toList())))
          .expected((targets.areClasses() ? "some of " : "") + targets)
          .fix(
              targets.equals(Targets.classes(Labels.numbers(targets.width())))
                  ? "name the network's classes: --classes FILE (in Java: Model.withClasses)"
                  : "remove what is unknown, or use a network trained on this data");
    }
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName)
          .map(s -> targets.areClasses() ? new RelabelledSplit(s, places) : ordered(s, places))
          .ifPresent(split -> splits.put(splitName, split));
    }
    return Dataset.of(targets, splits, data.normalization(), data.provenance())
        .withBroken(data.broken())
        .withWarnings(data.warnings())
        .withWarnings(Labels.respelled(names, targets.names(), places).stream().toList());
  }

  /// The classes that have images.
  private static IntStream used(Dataset data) {
    return Stream.of(SplitName.values())
        .flatMap(splitName -> data.split(splitName).stream())
        .flatMapToInt(split -> IntStream.range(0, split.count()).map(split::label))
        .distinct()
        .sorted();
  }

  private static Split ordered(Split split, int[] places) {
    int width = places.length;
    float[] rows = new float[split.count() * width];
    float[] row = new float[width];
    for (int i = 0; i < split.count(); i++) {
      split.targets(i, row, 0);
      for (int c = 0; c < width; c++) {
        rows[i * width + places[c]] = row[c];
      }
    }
    return split.withTargets(rows, width);
  }
}
