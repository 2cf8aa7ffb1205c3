package dev.kern.train;

import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run has learned so far, as its folder has it. Equal to another one if nothing newer has
/// been kept in between.
///
/// @param run the folder
/// @param stage which of the run's networks it is
/// @param file where it is
/// @param written when it was kept
public record LearnedModel(RunFolder run, Stage stage, Path file, FileTime written) {
  /// The networks that a run keeps, those first that are preferred.
  public enum Stage {
    /// The trained model of a run that has finished.
    TRAINED,
    /// The one with the best validation accuracy so far.
    BEST,
    /// That of the last checkpoint.
    CHECKPOINT
  }

  /// Fails with `DataException` if the folder can't be read.
  static Optional<LearnedModel> in(RunFolder run) {
    return at(run, Stage.TRAINED, run.model())
        .or(() -> at(run, Stage.BEST, run.best()))
        .or(() -> run.checkpoints().last().flatMap(file -> at(run, Stage.CHECKPOINT, file)));
  }

  private static Optional<LearnedModel> at(RunFolder run, Stage stage, Path file) {
    try {
      return Optional.of(new LearnedModel(run, stage, file, Files.getLastModifiedTime(file)));
    } catch (IOException _) {
      return Optional.empty(); // it isn't there yet, or no longer
    }
  }

  /// Reads the network: this one, or a newer one that has taken its place.
  ///
  /// Fails with `DataException` if it can't be read.
  public TrainedModel read() {
    if (stage != Stage.CHECKPOINT) {
      return TrainedModel.read(file);
    }
    List<String> damaged = new ArrayList<>();
    Checkpoint newest =
        run.checkpoints()
            .newest(damaged)
            .map(CheckpointFolder.Newest::checkpoint)
            .orElseThrow(
                () ->
                    Problem.at(file.toString(), "there is no checkpoint that can be used")
                        .given(damaged.isEmpty() ? "none" : String.join("\n", damaged))
                        .fix("train until the next checkpoint"));
    return new TrainedModel(run.network().model(run.path().toString()), newest.weights());
  }
}
