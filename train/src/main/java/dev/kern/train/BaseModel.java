package dev.kern.train;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;

/// The trained model that a run started from, as recorded in `run.json`; the model itself is
/// `origin.safetensors`.
///
/// @param source where it came from, as it was given, or `a program`
/// @param network the name of its network
/// @param sha256 the checksum of `origin.safetensors`
public record BaseModel(String source, String network, String sha256) {
  static final String PROGRAM = "a program";

  static BaseModel of(Training training, TrainedModel model, Path copy) {
    return new BaseModel(
        training.source().orElse(PROGRAM), model.model().network().name(), Checksum.of(copy));
  }

  /// The model.
  ///
  /// Fails with `DataException` if the copy is not there or is not what the run began with.
  TrainedModel read(Path copy) {
    String found = FileStatus.exists(copy) ? "checksum " + Checksum.of(copy) : "nothing";
    if (!found.equals("checksum " + sha256)) {
      throw Problem.at(copy.toString(), "not the model that this run started from")
          .given(found)
          .expected("checksum %s, the model of %s".formatted(sha256, source))
          .fix(
              "restore the file, or start a new run"
                  + (source.equals(PROGRAM) ? "" : ": kern train --from " + ShellWord.of(source)));
    }
    return TrainedModel.read(copy);
  }
}
