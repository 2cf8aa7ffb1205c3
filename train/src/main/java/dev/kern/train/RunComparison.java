package dev.kern.train;

import dev.kern.json.JsonText;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Network;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import dev.kern.train.file.LogReports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Runs side by side: the settings in which they differ, and their results.
///
/// @param runs the runs' folders
/// @param settings the settings that are not the same for all runs, by their path in `run.json`,
///   such as `recipe.optimizer.learningRate`; a value per run, empty where it has none
/// @param layers the layers of their networks that are not the same, by name, likewise
/// @param results what the runs reached, likewise
/// @param sameStep what they had reached at the last step that all of them report on, if that isn't
///   the first
public record RunComparison(
    List<String> runs,
    Map<String, List<String>> settings,
    Map<String, List<String>> layers,
    Map<String, List<String>> results,
    Optional<SameStep> sameStep) {
  private static final Set<String> ASIDE = Set.of("format", "id", "name", "started");
  private static final String LAYERS = "recipe.network.layers";

  /// Results of runs at one step.
  ///
  /// @param step the step, counted from 0
  /// @param results a value per run: the `loss` of a minibatch, and, if all of them measured it
  ///   then, `validationLoss` and `validationAccuracy`
  public record SameStep(long step, Map<String, List<String>> results) {
    /// Keeps the order of the map.
    public SameStep {
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }
  }

  /// Compares runs.
  ///
  /// Fails with `DataException` if their files can't be read.
  public static RunComparison of(List<RunFolder> folders) {
    List<Map<String, String>> records =
        folders.stream().map(RunFolder::record).map(RunComparison::flat).toList();
    List<Map<String, String>> summaries =
        folders.stream().map(RunSummary::of).map(RunComparison::results).toList();
    Map<String, List<String>> settings = differences(records);
    settings.keySet().removeIf(key -> key.startsWith(LAYERS));
    Map<String, List<String>> results = differences(summaries);
    if (results.containsKey("steps")) { // then the last losses are those of different steps
      results.remove("loss");
    }
    return new RunComparison(
        folders.stream().map(folder -> folder.path().toString()).toList(),
        settings,
        layers(folders.stream().map(run -> layers(run.record().recipe().network())).toList()),
        results,
        sameStep(folders.stream().map(folder -> LogReports.of(folder.events())).toList()));
  }

  /// The layers of a network in words, by name.
  private static Map<String, String> layers(Network network) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (NamedLayer named : network.namedLayers()) {
      String settings = named.layer().settings();
      layers.put(
          named.name(),
          (settings.isEmpty() ? named.layer().kind() : settings)
              + (named.frozen() ? ", frozen" : ""));
    }
    return layers;
  }

  /// The layers in which networks differ, in their order, each after the one that it follows in one
  /// of them.
  private static Map<String, List<String>> layers(List<Map<String, String>> networks) {
    List<String> names = new ArrayList<>();
    for (Map<String, String> network : networks) {
      int at = 0;
      for (String name : network.keySet()) {
        int known = names.indexOf(name);
        if (known < 0) {
          names.add(at, name);
        }
        at = known < 0 ? at + 1 : known + 1;
      }
    }
    Map<String, List<String>> different = differences(networks);
    Map<String, List<String>> ordered = new LinkedHashMap<>();
    names.forEach(
        name -> {
          List<String> values = different.get(name);
          if (values != null) {
            ordered.put(name, values);
          }
        });
    return ordered;
  }

  private static Optional<SameStep> sameStep(List<LogReports> runs) {
    long[] common = runs.getFirst().steps();
    for (LogReports run : runs) {
      long[] own = run.steps();
      common = Arrays.stream(common).filter(s -> Arrays.binarySearch(own, s) >= 0).toArray();
    }
    if (common.length == 0 || common[common.length - 1] == 0) { // when nothing has been learned
      return Optional.empty();
    }
    long step = common[common.length - 1];
    Map<String, List<String>> results = new LinkedHashMap<>();
    List<Progress> reports = runs.stream().flatMap(run -> run.progress(step).stream()).toList();
    results.put("loss", values(reports, Progress::loss));
    List<Evaluated> scores = runs.stream().flatMap(run -> run.validation(step).stream()).toList();
    results.put("validationLoss", values(scores, Evaluated::loss));
    results.put("validationAccuracy", values(scores, Evaluated::accuracy));
    // Not all of them measured it, or there is no accuracy.
    results.values().removeIf(each -> each.size() < runs.size() || each.contains("null"));
    return Optional.of(new SameStep(step, results));
  }

  private static <E> List<String> values(List<E> events, ToDoubleFunction<E> value) {
    return events.stream().map(event -> RunJson.line(value.applyAsDouble(event))).toList();
  }

  /// Copies the lists and keeps the order of the maps.
  public RunComparison {
    runs = List.copyOf(runs);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
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
