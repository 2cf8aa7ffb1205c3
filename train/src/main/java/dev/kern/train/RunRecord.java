package dev.kern.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// What `run.json` holds: everything that is needed to run the same again.
///
/// @param id what tells the run from all others; older runs have none
/// @param name the run's name
/// @param started when it began, as in `2026-11-24T10:05:17Z`
/// @param recipe how it trains
/// @param data on what
/// @param origin the trained model that it began with, if it was one
/// @param environment where
public record RunRecord(
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> id,
    String name,
    String started,
    Training recipe,
    DataRecord data,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Origin> origin,
    Environment environment) {
  static RunRecord of(String name, Training training, DataRecord data) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Environment here = Environment.here(training.engine());
    Optional<String> id = Optional.of(UUID.randomUUID().toString());
    return new RunRecord(id, name, now, training, data, Optional.empty(), here);
  }

  RunRecord withOrigin(Origin model) {
    return new RunRecord(id, name, started, recipe, data, Optional.of(model), environment);
  }
}
