package dev.kern.train;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.train.json.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The run that a checkpoint belongs to, as the checkpoint's metadata tells of it.
///
/// Checkpoints of other runs may have the very same tensors; going on from one would give weights
/// that come of no settings. So would going on with other settings than a run began with.
///
/// @param record the run's `run.json`
/// @param id what tells the run from all others; older runs have none
/// @param name what messages call the run
/// @param settings the checksum of its settings, as they stand in `run.json`
record Owner(Path record, Optional<String> id, String name, String settings) {
  private static final String ID = "run";
  private static final String NAME = "runName";
  private static final String SETTINGS = "settingsSha256";

  /// The run of a `run.json`.
  ///
  /// Fails with `DataException` if it can't be read, or a newer Kern has written it.
  static Owner of(Path file) {
    // As plain JSON: to make the settings from it again would be a sixth of a run's start.
    JsonNode root = RunRecord.tree(file);
    String name = "%s, begun %s".formatted(text(root, "name"), text(root, "started"));
    Optional<String> id = Optional.of(text(root, "id")).filter(given -> !given.isEmpty());
    return new Owner(file, id, name, Checksum.of(Json.line(root.path("recipe"))));
  }

  private static String text(JsonNode root, String key) {
    return root.path(key).asString("");
  }

  /// What a checkpoint of this run has in its metadata.
  Map<String, String> metadata() {
    return id.map(text -> new TreeMap<>(Map.of(ID, text, NAME, name, SETTINGS, settings)))
        .orElseGet(TreeMap::new);
  }

  /// Refuses a checkpoint that belongs to another run, or to this one when it had other settings;
  /// one that does not say to which is taken.
  ///
  /// Fails with `DataException` if it does.
  void expectOwn(String file, Map<String, String> metadata) {
    String owner = metadata.getOrDefault(ID, "");
    if (!owner.isEmpty() && !id.equals(Optional.of(owner))) {
      throw Problem.at(file, "this is a checkpoint of another run")
          .given("one of " + Problem.quote(metadata.getOrDefault(NAME, "")))
          .expected("one of " + Problem.quote(name))
          .mend("take it away, or put it back where it belongs");
    }
    String begun = metadata.getOrDefault(SETTINGS, settings);
    if (!begun.equals(settings)) {
      throw Problem.at(record + ", recipe", "these are not the settings that the run began with")
          .given("checksum " + settings)
          .expected("checksum %s, which is in %s".formatted(Problem.quote(begun), file))
          .mend("put the settings back as they were, or train anew");
    }
  }
}
