package dev.kern.cli;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import dev.kern.train.RunFolder;
import dev.kern.train.RunJson;
import dev.kern.train.RunSummary;
import dev.kern.train.recipe.Recipe;
import dev.kern.train.sweep.Variation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The trials of a sweep in a folder: a recipe and a run for each.
///
/// @param folder where they are: `recipes/01.yaml` and the run `01`, and so on
/// @param recipe what all of them have in common, as a tree
/// @param choices the settings of each trial
/// @param rounds in how many rounds the trials are told apart; each round but the last trains for a
///   part of the steps
/// @param keep of how many trials the next round keeps one
record Sweep(
    Path folder,
    Map<String, Object> recipe,
    List<Map<String, Object>> choices,
    int rounds,
    int keep) {
  private static final String PLAN = "sweep.json";
  private static final String SEED = "seed";
  private static final long USUAL_STEPS = 30_000;

  /// What `sweep.json` holds.
  private record Plan(
      Map<String, Object> recipe, List<Map<String, Object>> trials, int rounds, int keep) {}

  /// One training.
  ///
  /// @param number which trial, counted from 1
  /// @param round which round, counted from 1
  /// @param settings what it was to have
  record Trial(int number, int round, Map<String, Object> settings) {
    /// What else differs between trials that are alike but for their seed.
    Map<String, Object> withoutSeed() {
      Map<String, Object> rest = new LinkedHashMap<>(settings);
      rest.remove(SEED);
      return rest;
    }
  }

  /// Makes the folder, or finds that the same sweep has begun there.
  ///
  /// Fails with `DataException` if another one has, or it can't be written.
  void begin() {
    Path file = folder.resolve(PLAN);
    String plan = RunJson.line(new Plan(recipe, choices, rounds, keep)) + "\n";
    try {
      if (FileStatus.exists(file)) {
        if (!Files.readString(file).equals(plan)) {
          throw Problem.at(folder.toString(), "another sweep is in this folder")
              .given("a recipe or options that differ from those in " + file)
              .expected("the recipe and options that it began with, to go on with it")
              .fix("use another folder: --out");
        }
        return;
      }
      if (FileStatus.isTaken(folder) && !isEmpty()) {
        throw Problem.at(folder.toString(), "something is already there")
            .expected("an unused path, an empty folder, or one of a sweep")
            .fix("use another folder: --out");
      }
      AtomicOutput.createFolders(folder.resolve("recipes"));
      AtomicOutput.replace(file, plan);
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  private boolean isEmpty() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /// All trials of the first round.
  List<Trial> first() {
    return IntStream.range(0, choices.size())
        .mapToObj(i -> new Trial(i + 1, 1, choices.get(i)))
        .toList();
  }

  /// The same trial in the next round.
  static Trial next(Trial trial) {
    return new Trial(trial.number, trial.round + 1, trial.settings);
  }

  /// `07`, or `07-round-2`: the name of its run and its recipe.
  String name(Trial trial) {
    int digits = Math.max(2, Integer.toString(choices.size()).length());
    String number = String.format(Locale.ROOT, "%0" + digits + "d", trial.number);
    return rounds == 1 ? number : number + "-round-" + trial.round;
  }

  /// Where a trial's run is, or will be.
  Path run(Trial trial) {
    return folder.resolve(name(trial));
  }

  /// Where a trial's recipe is.
  Path recipe(Trial trial) {
    return folder.resolve("recipes").resolve(name(trial) + ".yaml");
  }

  /// The same sweep in another folder.
  Sweep in(Path other) {
    return new Sweep(other, recipe, choices, rounds, keep);
  }

  /// Refuses settings that don't fit.
  ///
  /// Fails with `DataException` if a trial has such.
  ///
  /// @param name what the recipe is called
  void check(String name) {
    for (Trial trial : first()) {
      Recipe.parse(name + " with " + words(trial.settings), name(trial), text(trial));
    }
  }

  private String text(Trial trial) {
    return Variation.yaml(shortened(Variation.of(recipe, trial.settings), trial.round));
  }

  /// Writes a trial's recipe.
  void write(Trial trial) {
    AtomicOutput.replace(recipe(trial), text(trial));
  }

  /// The recipe with the steps or epochs of a round.
  private Map<String, Object> shortened(Map<String, Object> whole, int round) {
    if (round == rounds) {
      return whole;
    }
    double part = Math.pow(keep, (double) round - rounds);
    Map<String, Object> shorter = new LinkedHashMap<>(whole);
    String key = whole.containsKey("epochs") ? "epochs" : "steps";
    long all = whole.get(key) instanceof Long given ? given : USUAL_STEPS;
    shorter.put(key, Math.max(1, Math.round(all * part)));
    return shorter;
  }

  /// How a trial's run ended, if it did.
  SweepResult.Row result(Trial trial) {
    RunSummary summary = RunSummary.of(RunFolder.open(run(trial)));
    return new SweepResult.Row(
        trial,
        run(trial).toString(),
        summary.state(),
        summary.validationAccuracy(),
        summary.validationLoss(),
        summary.seconds());
  }

  /// What the trial's recipe has in words: `batch 64, optimizer.learningRate 0.03`.
  static String words(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + " " + word(entry.getValue()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  /// A value as a recipe says it, without quotation marks.
  static String word(Object value) {
    return value instanceof String text ? text : JsonText.line(value);
  }

  /// Whether a trial's run has begun.
  ///
  /// Fails with `DataException` if something else is there.
  boolean hasBegun(Trial trial) {
    Path place = run(trial);
    if (RunFolder.isRun(place)) {
      return true;
    }
    if (FileStatus.isTaken(place)) {
      throw occupied(place);
    }
    return false;
  }

  private static DataException occupied(Path place) {
    return Problem.at(place.toString(), "something is already there")
        .expected("the run of a trial, or nothing")
        .fix("move it away");
  }
}
