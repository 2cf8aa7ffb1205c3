package dev.kern.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Pictures of a data set that are the same, pixel for pixel, within and across its splits.
///
/// @param groups the pictures of each group, in the order of their first
public record Doubles(List<List<Place>> groups) {
  /// Where a picture stands.
  ///
  /// @param part its split
  /// @param sample its index there, from 0
  /// @param label the name of its class
  public record Place(Part part, int sample, String label) {}

  /// Copies the lists.
  public Doubles {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /// Finds them by their fingerprints.
  public static Doubles of(Dataset data) {
    Map<Long, List<Place>> byPrint = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      data.split(part)
          .ifPresent(
              split -> {
                for (int i = 0; i < split.count(); i++) {
                  byPrint
                      .computeIfAbsent(split.fingerprint(i), _ -> new ArrayList<>(1))
                      .add(new Place(part, i, data.classNames().get(split.label(i))));
                }
              });
    }
    return new Doubles(byPrint.values().stream().filter(group -> group.size() > 1).toList());
  }

  /// How many pictures could go without losing one: all but the first of each group.
  public int surplus() {
    return groups.stream().mapToInt(group -> group.size() - 1).sum();
  }

  /// The groups whose pictures carry different labels.
  public List<List<Place>> conflicts() {
    return groups.stream()
        .filter(group -> group.stream().map(Place::label).distinct().count() > 1)
        .toList();
  }

  /// How many pictures of a split other than training also stand in the training split.
  public Map<Part, Integer> leaks() {
    Map<Part, Integer> leaks = new HashMap<>();
    for (List<Place> group : groups) {
      Set<Part> parts = new HashSet<>();
      group.forEach(place -> parts.add(place.part));
      if (parts.contains(Part.TRAIN)) {
        group.stream()
            .filter(place -> place.part != Part.TRAIN)
            .forEach(place -> leaks.merge(place.part, 1, Integer::sum));
      }
    }
    return leaks;
  }
}
