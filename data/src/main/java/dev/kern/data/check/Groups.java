package dev.kern.data.check;

import dev.kern.data.Part;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Images that belong together, the same or nearly.
///
/// @param groups the images of each group, two at least, training images first
public record Groups(List<List<SampleLocation>> groups) {
  /// Copies the lists.
  public Groups {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /// How many groups.
  public int count() {
    return groups.size();
  }

  /// How many images are in groups.
  public int images() {
    return groups.stream().mapToInt(List::size).sum();
  }

  /// How many images could go without losing a group: all but the first of each.
  public int surplus() {
    return images() - count();
  }

  /// The groups whose images carry different labels.
  public Groups conflicts() {
    return new Groups(groups.stream().filter(Groups::isConflict).toList());
  }

  /// Whether images of a group carry different labels.
  public static boolean isConflict(Collection<SampleLocation> group) {
    return group.stream().map(SampleLocation::label).distinct().count() > 1;
  }

  /// How many images of a split other than training have a fellow in the training split.
  public Map<Part, Integer> leaks() {
    Map<Part, Integer> leaks = new EnumMap<>(Part.class);
    for (List<SampleLocation> group : groups) {
      if (group.stream().anyMatch(place -> place.part() == Part.TRAIN)) {
        group.stream()
            .filter(place -> place.part() != Part.TRAIN)
            .forEach(place -> leaks.merge(place.part(), 1, Integer::sum));
      }
    }
    return leaks;
  }
}
