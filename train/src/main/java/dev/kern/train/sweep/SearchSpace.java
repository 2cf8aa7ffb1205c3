package dev.kern.train.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// All choices of some settings.
///
/// @param axes the settings, each once
public record SearchSpace(List<Axis> axes) {
  /// A sweep takes at most so many trainings.
  public static final int MOST = 10_000;

  /// How often a random choice is repeated that was made before.
  private static final int TRIES = 1000;

  /// Copies the list.
  ///
  /// Fails with [IllegalArgumentException] if a setting occurs twice, or there is none.
  public SearchSpace {
    axes = List.copyOf(axes);
    List<String> keys = axes.stream().map(Axis::key).toList();
    if (keys.isEmpty() || new HashSet<>(keys).size() < keys.size()) {
      throw new IllegalArgumentException(
          """
          --over: a sweep varies one setting or more, each given once
            given     %s
            fix       --over batch=16,64\
          """
              .formatted(keys.isEmpty() ? "none" : String.join(", ", keys)));
    }
  }

  /// Every choice, the last setting changing first.
  ///
  /// Fails with [IllegalArgumentException] if a setting is to be drawn from a range, or there are
  /// more than [#MOST].
  public List<Map<String, Object>> grid() {
    List<Map<String, Object>> all = List.of(Map.of());
    for (Axis axis : axes) {
      if (axis.range().isPresent()) {
        throw new IllegalArgumentException(
            """
            --over: a range has no end of values
              given     a range for %s, and no --trials
              fix       --trials 20, or a list of values\
            """
                .formatted(axis.key()));
      }
      expectFew((long) all.size() * axis.values().size());
      List<Map<String, Object>> longer = new ArrayList<>();
      for (Map<String, Object> choice : all) {
        for (Object value : axis.values()) {
          Map<String, Object> next = new LinkedHashMap<>(choice);
          next.put(axis.key(), value);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  /// Random choices, none of them twice: as many as are asked for, or fewer if there are no more.
  ///
  /// Fails with [IllegalArgumentException] if more than [#MOST] are asked for, or none.
  public List<Map<String, Object>> random(int trials, long seed) {
    expectFew(trials);
    RandomGenerator random = new SplittableRandom(seed);
    Set<Map<String, Object>> drawn = new HashSet<>();
    List<Map<String, Object>> all = new ArrayList<>();
    for (int tries = 0; all.size() < trials && tries < TRIES; tries++) {
      Map<String, Object> choice = new LinkedHashMap<>();
      axes.forEach(axis -> choice.put(axis.key(), axis.draw(random)));
      if (drawn.add(choice)) {
        all.add(choice);
        tries = 0;
      }
    }
    return all;
  }

  private static void expectFew(long trials) {
    if (trials < 1 || trials > MOST) {
      throw new IllegalArgumentException(
          "a sweep has 1 to %d trials, given %d".formatted(MOST, trials));
    }
  }
}
