package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.file.FormatVersion;
import dev.kern.json.JsonText;
import dev.kern.json.Key;
import dev.kern.json.SourceLocation;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `run.json` holds: everything that is needed to repeat the run.
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
    @Key(omitEmpty = true) Optional<String> format,
    @Key(omitEmpty = true) Optional<String> id,
    String name,
    String started,
    Training recipe,
    DataRecord data,
    @Key(omitEmpty = true) Optional<BaseModel> origin,
    Environment environment) {
  private static final FormatVersion FORMAT = new FormatVersion("kern run", 1);

  /// Reads a file.
  ///
  /// Fails with `DataException` if it is none, or a newer Kern has written it.
  static RunRecord read(Path file) {
    return RunJson.bind(SourceLocation.in(file.toString()), tree(file), RunRecord.class);
  }

  /// Reads a file as plain JSON.
  ///
  /// Fails with `DataException` if it is none, or a newer Kern has written it.
  static @Nullable Object tree(Path file) {
    Object root = JsonText.read(file);
    Object format = JsonText.object(root).getOrDefault(FormatVersion.KEY, "");
    FORMAT.expectKnown(file.toString(), String.valueOf(format));
    return root;
  }

  static RunRecord of(String name, Training training, DataRecord data) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Environment here = Environment.here(training.engine());
    Optional<String> id = Optional.of(UUID.randomUUID().toString());
    Optional<String> format = Optional.of(FORMAT.words());
    return new RunRecord(format, id, name, now, training, data, Optional.empty(), here);
  }

  /// The images that the run takes from a data set: all, unless this is the run's data and it
  /// leaves out a [fold][dev.kern.data.Fold].
  public Dataset part(Dataset images) {
    return hasChanged(images) ? images : recipe.part(images);
  }

  /// Whether images from the same place are not those that the run began with.
  public boolean hasChanged(Dataset images) {
    return !images.provenance().sha256().equals(data.sha256());
  }

  RunRecord withOrigin(BaseModel model) {
    return new RunRecord(format, id, name, started, recipe, data, Optional.of(model), environment);
  }
}
