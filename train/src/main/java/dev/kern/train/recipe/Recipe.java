package dev.kern.train.recipe;

import dev.kern.data.DataPart;
import dev.kern.data.Fold;
import dev.kern.data.augment.AugmentationPreset;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.json.SourceLocation;
import dev.kern.json.Suggestion;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import dev.kern.train.json.Yaml;
import dev.kern.train.notebook.Preset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An entire run in a YAML file: data, network and settings.
///
/// ```yaml
/// data: notMNIST.pickle.gz
/// network:                        # or a word: strided, maxpool, lenet, a file
///   - {type: conv, filters: 16, size: 5, stride: 2}
///   - relu
///   - flatten
///   - {type: dense, units: 10}
/// optimizer: {type: momentum, learningRate: 0.05, momentum: 0.9}
/// epochs: 10
/// ```
///
/// Other keys are the settings of [Training], by the names that they have in the `recipe` of
/// `run.json`, and [#options] of the command; what is missing is as usual for the network. Paths
/// count from the folder that the program runs in.
///
/// `docs/RECIPES.md` has every key with its option and default.
public final class Recipe {
  private static final String DATA = "data";
  private static final String PATH = "path";
  private static final String WEIGHT = "weight";
  private static final String TRAIN_ONLY = "trainOnly";
  private static final Set<String> PART = Set.of(PATH, WEIGHT, TRAIN_ONLY);
  private static final String NETWORK = "network";
  private static final String STEPS = "steps";
  private static final String EPOCHS = "epochs";
  private static final String L2 = "l2";
  private static final String L2_OF = "l2Of";
  private static final String LAYERS = "layers";
  private static final String METRICS = "metrics";
  private static final String AUGMENTATIONS = "augmentations";
  private static final List<String> REPORTS = List.of("reportEvery", "reportEachEpoch");

  /// The keys that stand for options of the command which are no settings of [Training].
  private static final List<String> OPTIONS =
      List.of(
          "from",
          "output",
          "freeze",
          "head",
          "classes",
          "folds",
          "size",
          "channels",
          "names",
          "resize",
          "scale",
          "out",
          "csv",
          "tensorboard",
          "report");

  private final Yaml yaml;
  private final List<DataPart> data;
  private final Optional<String> word;
  private final Optional<Network> network;

  /// What is wrong with it.
  private final List<DataException> faults = new ArrayList<>();

  private Recipe(Yaml yaml, String name) {
    this.yaml = yaml;
    Map<String, Object> root = yaml.root();
    expectKnown();
    Object given = root.get(NETWORK);
    this.data = sound(() -> Optional.of(dataParts())).orElse(List.of());
    this.network =
        given instanceof List ? sound(() -> Optional.of(network(name, given))) : Optional.empty();
    this.word = given instanceof List ? Optional.empty() : sound(() -> text(NETWORK));
    if (root.containsKey(STEPS) && root.containsKey(EPOCHS)) {
      faults.add(
          Problem.at(yaml.place(EPOCHS), "steps and epochs exclude each other")
              .given("both")
              .fix("remove one of them"));
    }
    if (root.containsKey(NETWORK) && root.containsKey("from")) {
      faults.add(
          Problem.at(yaml.place("from"), "a trained model already has a network")
              .given("network and from")
              .fix("remove one of them"));
    }
    // Whatever the network, its usual settings have the same keys: faults show before data is read.
    checkSettings(network.map(Training::of).orElseGet(Recipe::usual));
  }

  /// What something gives, unless it is at fault.
  private <T> Optional<T> sound(Supplier<Optional<T>> value) {
    try {
      return value.get();
    } catch (DataException e) {
      faults.add(e);
      return Optional.empty();
    }
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, a key is not known or a value does not fit;
  /// the message names everything that is wrong, with its line.
  public static Recipe read(Path file) {
    return read(file, _ -> {});
  }

  /// Reads the text of a recipe.
  ///
  /// Fails as [#read(Path)] does.
  ///
  /// @param place what messages call it
  /// @param name what its network is called, if it lists the layers of one
  public static Recipe parse(String place, String name, String text) {
    return sound(new Recipe(Yaml.parse(place, text), name), _ -> {});
  }

  /// The same, with faults that are found by something else among them.
  ///
  /// @param more looks at the recipe; fails with `DataException` if something is wrong
  public static Recipe read(Path file, Consumer<Recipe> more) {
    Yaml yaml = Yaml.read(file);
    String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return sound(new Recipe(yaml, name), more);
  }

  private static Recipe sound(Recipe recipe, Consumer<Recipe> more) {
    List<DataException> faults = new ArrayList<>(recipe.faults);
    try {
      more.accept(recipe);
    } catch (DataException e) {
      faults.add(e);
    }
    if (!faults.isEmpty()) {
      throw DataException.all(faults);
    }
    return recipe;
  }

  /// The command's options have the learning rate beside the optimizer, a recipe has it within.
  private void expectKnown() {
    List<String> known = keys();
    List<String> told = new ArrayList<>();
    for (String key : yaml.root().keySet()) {
      if (!known.contains(key) && Suggestion.of(key, List.of("learningRate")).isPresent()) {
        told.add(key);
        faults.add(
            Problem.at(yaml.place(key), "unknown key")
                .given(Problem.quote(key))
                .expected("the learning rate as part of the optimizer")
                .fix("optimizer: {type: sgd, learningRate: 0.05}"));
      }
    }
    try {
      yaml.expectKnown(known, told);
    } catch (DataException e) {
      faults.add(e);
    }
  }

  /// Finds what is wrong with the settings of [Training]: each by itself, or only together.
  private void checkSettings(Training usual) {
    List<String> known = keys();
    List<String> given =
        yaml.root().keySet().stream()
            .filter(key -> known.contains(key) && !(key.equals(EPOCHS) && hasSteps()))
            .toList();
    try {
      settings(usual, given, yaml.location("", ""));
    } catch (DataException together) {
      List<DataException> alone = new ArrayList<>();
      boolean measures = isSound(usual, METRICS);
      for (String key : given) {
        // What is watched may be one of the metrics.
        List<String> those =
            measures && !key.equals(METRICS) ? List.of(METRICS, key) : List.of(key);
        SourceLocation lines = yaml.location("", "");
        SourceLocation own =
            (path, closest) -> closest.isEmpty() ? yaml.place(key) : lines.of(path, closest);
        try {
          settings(usual, those, own);
        } catch (DataException e) {
          alone.add(e);
        }
      }
      faults.addAll(alone.isEmpty() ? List.of(together) : alone);
    }
  }

  private boolean hasSteps() {
    return yaml.root().containsKey(STEPS);
  }

  private boolean isSound(Training usual, String key) {
    try {
      settings(usual, List.of(key), yaml.location("", ""));
      return true;
    } catch (DataException _) {
      return false;
    }
  }

  private static Training usual() {
    return Preset.STRIDED.training(2);
  }

  /// All keys of a recipe; also those that `run.json` leaves out where they have their usual
  /// values.
  public static List<String> keys() {
    List<String> keys = new ArrayList<>(List.of(DATA, NETWORK));
    keys.addAll(OPTIONS);
    Training full =
        usual()
            .groups(2)
            .loss(Loss.meanSquaredError())
            .metrics(Metric.accuracy())
            .fold(new Fold(1, 2))
            .rateFactor("backbone", 0.1)
            .decayFactor("biases", 1)
            .cacheFeatures(true);
    for (String key : RunJson.object(full).keySet()) {
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private Optional<String> text(String key) {
    if (!yaml.root().containsKey(key)) {
      return Optional.empty();
    }
    Object tree = yaml.root().get(key);
    if (tree instanceof String text) {
      return Optional.of(text);
    }
    throw Problem.at(yaml.place(key), "invalid value")
        .given(Problem.quote(JsonText.line(tree)))
        .expected("a name, a path, or a list of layers")
        .fix("use another value");
  }

  /// `a.npz`, or `[a.npz, b.npz:weight=0.5, {path: c.npz, weight: 2, trainOnly: true}]`.
  private List<DataPart> dataParts() {
    if (!yaml.root().containsKey(DATA)) {
      return List.of();
    }
    Object tree = yaml.root().get(DATA);
    List<?> all = tree instanceof List<?> list ? list : Collections.singletonList(tree);
    if (all.isEmpty()) {
      throw invalidData(tree);
    }
    return all.stream().map(this::dataPart).toList();
  }

  private DataPart dataPart(@Nullable Object tree) {
    try {
      if (tree instanceof String words) {
        return DataPart.parse(words);
      }
      Map<String, Object> map = JsonText.object(tree);
      if (PART.containsAll(map.keySet())
          && map.get(PATH) instanceof String path
          && map.getOrDefault(WEIGHT, 1) instanceof Number weight
          && map.getOrDefault(TRAIN_ONLY, false) instanceof Boolean trainOnly) {
        return new DataPart(path, weight.doubleValue(), trainOnly);
      }
    } catch (DataException | InvalidPathException e) {
      throw Problem.at(yaml.place(DATA), "invalid value")
          .given(Problem.quote(JsonText.line(tree)))
          .because(e)
          .expected("a path, and a weight from 0.001 to 1000")
          .fix("use another path or weight");
    }
    throw invalidData(tree);
  }

  private DataException invalidData(@Nullable Object tree) {
    return Problem.at(yaml.place(DATA), "invalid value")
        .given(Problem.quote(JsonText.line(tree)))
        .expected("a path, or a list of paths or {path: …, weight: 0.5, trainOnly: true}")
        .fix("use another value");
  }

  private Network network(String name, Object layers) {
    Map<String, Object> tree = Map.of("name", name.isBlank() ? NETWORK : name, LAYERS, layers);
    return RunJson.bind(yaml.location(LAYERS, NETWORK), tree, Network.class);
  }

  /// What the file says, as [JsonText] describes a tree.
  public Map<String, Object> tree() {
    return yaml.root();
  }

  /// The data sets that the recipe names, if any; several are joined.
  public List<DataPart> data() {
    return data;
  }

  /// The network's word, a preset's name or a file, if that is how the recipe names it.
  public Optional<String> networkWord() {
    return word;
  }

  /// The network, if the recipe lists its layers; it is called as the file is.
  public Optional<Network> network() {
    return network;
  }

  /// What the recipe says about options of the command that are no settings of [Training], such as
  /// `size` and `out`: by their keys, as text.
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (String key : OPTIONS) {
      Object value = yaml.root().get(key);
      if (value instanceof List<?> list) {
        options.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
      } else if (value instanceof Map) {
        throw Problem.at(yaml.place(key), "invalid value")
            .given(Problem.quote(JsonText.line(value)))
            .expected("a text, a number, true or false, or a list of these")
            .fix("use another value");
      } else if (value != null) {
        options.put(key, value.toString());
      }
    }
    return options;
  }

  /// Whether the recipe says when to report.
  public boolean saysWhenToReport() {
    return REPORTS.stream().anyMatch(yaml.root()::containsKey);
  }

  /// Where a key stands, for messages: `recipe.yaml, line 3, size`.
  public String place(String key) {
    return yaml.place(key);
  }

  /// A training with the recipe's settings in the place of its own; the network stays.
  ///
  /// Fails with `DataException` if a value does not fit.
  public Training settings(Training usual) {
    return settings(usual, yaml.root().keySet(), yaml.location("", ""));
  }

  /// @param keys those that count
  private Training settings(Training usual, Collection<String> keys, SourceLocation location) {
    Map<String, Object> merged = RunJson.object(usual);
    Map<String, Object> given = new LinkedHashMap<>(yaml.root());
    given.keySet().retainAll(keys);
    given.keySet().removeAll(List.of(DATA, NETWORK));
    given.keySet().removeAll(OPTIONS);
    if (given.containsKey(STEPS) || given.containsKey(EPOCHS)) {
      merged.keySet().removeAll(List.of(STEPS, EPOCHS));
    }
    if (given.containsKey(L2)) {
      merged.remove(L2_OF); // a recipe that doesn't say which layers means what it always meant
    }
    if (given.containsKey(EPOCHS) && !saysWhenToReport()) {
      REPORTS.forEach(merged::remove);
    }
    given.computeIfPresent(AUGMENTATIONS, (_, value) -> withoutPresets(value));
    merged.putAll(given);
    return RunJson.bind(location, merged, Training.class).around(usual);
  }

  /// Augmentations, with a list in the place of a preset's word such as `photos`.
  private static Object withoutPresets(Object augmentations) {
    List<Object> all = new ArrayList<>();
    for (Object each : augmentations instanceof List<?> list ? list : List.of(augmentations)) {
      Arrays.stream(AugmentationPreset.values())
          .filter(preset -> preset.key().equals(each))
          .findFirst()
          .ifPresentOrElse(
              preset -> preset.augmentations().forEach(one -> all.add(RunJson.object(one))),
              () -> all.add(each));
    }
    return all;
  }
}
