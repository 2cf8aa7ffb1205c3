package dev.kern.train;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// The run that a checkpoint belongs to, as the checkpoint's metadata tells of it.
///
/// Checkpoints of other runs may have the very same tensors; going on from one would give weights
/// that come of no settings. So would going on with other settings than a run began with.
///
/// @param record the run's `run.json`
/// @param id what tells the run from all others; older runs have none
/// @param name what messages call the run
/// @param settings a line of JSON, as they stand in `run.json`
/// @param checksum of the settings
record CheckpointIdentity(
    Path record, Optional<String> id, String name, String settings, String checksum) {
  private static final String ID = "run";
  private static final String NAME = "runName";
  private static final String SETTINGS = "settings";
  private static final String CHECKSUM = "settingsSha256";

  /// Longer settings, of a network with thousands of layers, leave their checksum alone.
  private static final int LONGEST_SETTINGS = 1 << 16;

  /// The run of a `run.json`.
  ///
  /// Fails with `DataException` if it can't be read, or a newer Kern has written it.
  static CheckpointIdentity of(Path file) {
    // As plain JSON: to make the settings from it again would be a sixth of a run's start.
    Map<String, Object> root = JsonText.object(RunRecord.tree(file));
    String name = "%s, begun %s".formatted(text(root, "name"), text(root, "started"));
    Optional<String> id = Optional.of(text(root, "id")).filter(given -> !given.isEmpty());
    String settings = JsonText.line(root.get("recipe"));
    return new CheckpointIdentity(file, id, name, settings, Checksum.of(settings));
  }

  private static String text(Map<String, Object> root, String key) {
    return root.get(key) instanceof String text ? text : "";
  }

  /// What a checkpoint of this run has in its metadata.
  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    if (id.isPresent()) {
      metadata.putAll(Map.of(ID, id.get(), NAME, name, CHECKSUM, checksum));
      if (settings.length() <= LONGEST_SETTINGS) {
        metadata.put(SETTINGS, settings);
      }
    }
    return metadata;
  }

  /// Refuses a checkpoint that belongs to another run, or to this one when it had other settings;
  /// one that does not say to which is taken.
  ///
  /// Fails with `DataException` if it does.
  void expectOwn(String file, Map<String, String> metadata) {
    String owner = metadata.getOrDefault(ID, "");
    if (!owner.isEmpty() && !id.equals(Optional.of(owner))) {
      throw Problem.at(file, "this checkpoint belongs to another run")
          .given("one of " + Problem.quote(metadata.getOrDefault(NAME, "")))
          .expected("one of " + Problem.quote(name))
          .fix("delete it, or move it back to that run");
    }
    String begun = metadata.getOrDefault(CHECKSUM, checksum);
    if (!begun.equals(checksum)) {
      Map<String, List<String>> changes =
          Optional.ofNullable(metadata.get(SETTINGS))
              .map(line -> changes(file, line))
              .filter(found -> !found.isEmpty())
              .orElseGet(() -> Map.of("checksum", List.of(checksum, begun)));
      throw Problem.at(record + ", recipe", "the settings have changed since the run began")
          .given(words(changes, List::getFirst))
          .expected("%s, as in %s".formatted(words(changes, List::getLast), file))
          .fix("restore the settings, or start a new run");
    }
  }

  /// The settings that are not as they were, by their path in `run.json`: what each is, and was.
  private Map<String, List<String>> changes(String file, String begun) {
    return RunComparison.differences(
        Stream.of(
                JsonText.parse(record.toString(), bytes(settings)),
                JsonText.parse(file, bytes(begun)))
            .map(tree -> RunComparison.flat(Map.of("recipe", tree)))
            .toList());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String words(
      Map<String, List<String>> changes, Function<List<String>, String> which) {
    return Problem.list(
        changes.entrySet().stream()
            .map(change -> change.getKey() + ": " + words(which.apply(change.getValue())))
            .toList());
  }

  private static String words(String value) {
    return value.isEmpty() ? "nothing" : Problem.quote(value);
  }
}
