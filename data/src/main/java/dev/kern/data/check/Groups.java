package dev.kern.data.check;

import dev.kern.data.Part;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Pictures that belong together, the same or nearly.
///
/// @param groups the pictures of each group, two at least, training pictures first
public record Groups(List<List<SampleLocation>> groups) {
  /// Copies the lists.
  public Groups {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /// How many groups.
  public int count() {
    return groups.size();
  }

  /// How many pictures are in groups.
  public int pictures() {
    return groups.stream().mapToInt(List::size).sum();
  }

  /// How many pictures could go without losing a group: all but the first of each.
  public int surplus() {
    return pictures() - count();
  }

  /// The groups whose pictures carry different labels.
  public Groups conflicts() {
    return new Groups(groups.stream().filter(Groups::isConflict).toList());
  }

  /// Whether pictures of a group carry different labels.
  public static boolean isConflict(Collection<SampleLocation> group) {
    return group.stream().map(SampleLocation::label).distinct().count() > 1;
  }

  /// How many pictures of a split other than training have a fellow in the training split.
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
