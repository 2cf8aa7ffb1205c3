package dev.kern.train;

import dev.kern.json.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs side by side: the settings in which they differ, and their results.
///
/// @param runs the runs' folders
/// @param settings the settings that are not the same for all runs, by their path in `run.json`,
///   such as `recipe.optimizer.learningRate`; a value per run, empty where it has none
/// @param results what the runs reached, likewise
public record RunComparison(
    List<String> runs, Map<String, List<String>> settings, Map<String, List<String>> results) {
  private static final Set<String> ASIDE = Set.of("format", "id", "name", "started");

  /// Compares runs.
  ///
  /// Fails with `DataException` if their files can't be read.
  public static RunComparison of(List<RunFolder> folders) {
    List<Map<String, String>> records =
        folders.stream().map(RunFolder::record).map(RunComparison::flat).toList();
    List<Map<String, String>> summaries =
        folders.stream().map(RunSummary::of).map(RunComparison::results).toList();
    return new RunComparison(
        folders.stream().map(folder -> folder.path().toString()).toList(),
        differences(records),
        differences(summaries));
  }

  /// Copies the lists and keeps the order of the maps.
  public RunComparison {
    runs = List.copyOf(runs);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }

  private static Map<String, String> results(RunSummary summary) {
    Map<String, String> results = flat(summary);
    results.keySet().removeAll(Set.of("run", "started", "network", "data", "plannedSteps"));
    return results;
  }

  /// What is not the same for all: a value per run, empty where it has none.
  static Map<String, List<String>> differences(List<Map<String, String>> runs) {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.keySet()));
    Map<String, List<String>> differences = new LinkedHashMap<>();
    for (String key : keys) {
      List<String> values = runs.stream().map(run -> run.getOrDefault(key, "")).toList();
      if (values.stream().distinct().count() > 1) {
        differences.put(key, values);
      }
    }
    return differences;
  }

  /// A value's JSON with a path for each leaf.
  static Map<String, String> flat(Object value) {
    Map<String, String> leaves = new LinkedHashMap<>();
    flatten("", RunJson.object(value), leaves);
    leaves.keySet().removeAll(ASIDE);
    return leaves;
  }

  private static void flatten(String path, @Nullable Object tree, Map<String, String> leaves) {
    switch (tree) {
      case null -> {}
      case Map<?, ?> _ ->
          JsonText.object(tree)
              .forEach(
                  (key, value) -> flatten(path.isEmpty() ? key : path + "." + key, value, leaves));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          flatten("%s[%d]".formatted(path, i), list.get(i), leaves);
        }
      }
      case String text -> leaves.put(path, text);
      default -> leaves.put(path, JsonText.line(tree));
    }
  }
}
