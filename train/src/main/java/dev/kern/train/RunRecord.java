package dev.kern.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kern.train.file.FileFormat;
import dev.kern.train.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// What `run.json` holds: everything that is needed to run the same again.
///
/// @param format the format of the file; older ones don't say it
/// @param id what tells the run from all others; older runs have none
/// @param name the run's name
/// @param started when it began, as in `2026-11-24T10:05:17Z`
/// @param recipe how it trains
/// @param data on what
/// @param origin the trained model that it began with, if it was one
/// @param environment where
public record RunRecord(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> format,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> id,
    String name,
    String started,
    Training recipe,
    DataRecord data,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Origin> origin,
    Environment environment) {
  private static final FileFormat FORMAT = new FileFormat("kern run", 1);

  /// Reads a file.
  ///
  /// Fails with `DataException` if it is none, or a newer Kern has written it.
  static RunRecord read(Path file) {
    return Json.bind(file.toString(), tree(file), RunRecord.class);
  }

  /// Reads a file as plain JSON.
  ///
  /// Fails with `DataException` if it is none, or a newer Kern has written it.
  static JsonNode tree(Path file) {
    JsonNode root = Json.tree(file);
    FORMAT.expectKnown(file.toString(), root.path(FileFormat.KEY).asString(""));
    return root;
  }

  static RunRecord of(String name, Training training, DataRecord data) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Environment here = Environment.here(training.engine());
    Optional<String> id = Optional.of(UUID.randomUUID().toString());
    Optional<String> format = Optional.of(FORMAT.words());
    return new RunRecord(format, id, name, now, training, data, Optional.empty(), here);
  }

  RunRecord withOrigin(Origin model) {
    return new RunRecord(format, id, name, started, recipe, data, Optional.of(model), environment);
  }
}
