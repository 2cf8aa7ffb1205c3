package dev.kern.train;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What `run.json` holds: everything that is needed to run the same again.
///
/// @param name the run's name
/// @param started when it began, as in `2026-11-24T10:05:17Z`
/// @param recipe how it trains
/// @param data on what
/// @param environment where
public record RunRecord(
    String name, String started, Training recipe, DataRecord data, Environment environment) {
  static RunRecord of(String name, Training training, DataRecord data) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new RunRecord(name, now, training, data, Environment.here(training.engine()));
  }
}
