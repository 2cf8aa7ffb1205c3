package dev.kern.train;

import dev.kern.data.file.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The run that a checkpoint belongs to, as the checkpoint's metadata tells of it.
///
/// Checkpoints of other runs may have the very same tensors; going on from one would give weights
/// that come of no settings.
///
/// @param id what tells the run from all others; older runs have none
/// @param name what messages call the run
record Owner(Optional<String> id, String name) {
  private static final String ID = "run";
  private static final String NAME = "runName";

  static Owner of(RunRecord run) {
    return new Owner(run.id(), "%s, begun %s".formatted(run.name(), run.started()));
  }

  /// What a checkpoint of this run has in its metadata.
  Map<String, String> metadata() {
    return new TreeMap<>(id.map(text -> Map.of(ID, text, NAME, name)).orElse(Map.of()));
  }

  /// Refuses a checkpoint that belongs to another run; one that does not say to which is taken.
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
  }
}
