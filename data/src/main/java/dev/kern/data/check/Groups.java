package dev.kern.data.check;

import dev.kern.data.SplitName;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Groups of identical or nearly identical images.
///
/// @param groups the images of each group, at least two, training images first
public record Groups(List<List<SampleLocation>> groups) {
  /// Copies the lists.
  public Groups {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /// The number of groups.
  public int count() {
    return groups.size();
  }

  /// The number of images in groups.
  public int images() {
    return groups.stream().mapToInt(List::size).sum();
  }

  /// The number of images that could be removed: all but the first of each group.
  public int surplus() {
    return images() - count();
  }

  /// The groups whose images have different labels.
  public Groups conflicts() {
    return new Groups(groups.stream().filter(Groups::isConflict).toList());
  }

  /// Whether the images of a group have different labels.
  public static boolean isConflict(Collection<SampleLocation> group) {
    return group.stream().map(SampleLocation::label).distinct().count() > 1;
  }

  /// The number of images per split, other than training, with a duplicate in the training split.
  public Map<SplitName, Integer> leaks() {
    Map<SplitName, Integer> leaks = new EnumMap<>(SplitName.class);
    for (List<SampleLocation> group : groups) {
      if (group.stream().anyMatch(place -> place.splitName() == SplitName.TRAIN)) {
        group.stream()
            .filter(place -> place.splitName() != SplitName.TRAIN)
            .forEach(place -> leaks.merge(place.splitName(), 1, Integer::sum));
      }
    }
    return leaks;
  }
}
