package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.train.event.Resumed;
import dev.kern.train.file.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a run does when the disk fails it.
final class FaultyDiskTest {
  private static final Dataset DATA = Toys.bars(60, 30, 0);
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(3)).named("bars"))
          .steps(40)
          .reportEvery(10)
          .checkpointEvery(10)
          .threads(1);

  @TempDir private Path folder;

  private Path whole() {
    Path place = folder.resolve("whole");
    try (Run run = TRAINING.out(place).start(DATA)) {
      run.fit();
    }
    return place;
  }

  @Test
  void refusesACheckpointCutAtAnyLength() throws IOException {
    Path checkpoint = whole().resolve("checkpoints/step-30.kern");
    byte[] bytes = Files.readAllBytes(checkpoint);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(checkpoint, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Checkpoint.read(checkpoint))
          .as("cut after %d of %d bytes", length, bytes.length)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(checkpoint.toString())
          .hasMessageContaining("fix");
    }
  }

  /// A changed bit is found, or it stands where it says nothing, as in the spaces behind the
  /// header.
  @Test
  void findsAFlippedBitInAnyByte() throws IOException {
    Path checkpoint = whole().resolve("checkpoints/step-30.kern");
    byte[] bytes = Files.readAllBytes(checkpoint);
    Checkpoint expected = Checkpoint.read(checkpoint);
    int refused = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(checkpoint, changed);
      try {
        Checkpoint read = Checkpoint.read(checkpoint);
        assertThat(read.state()).as("byte %d", at).isEqualTo(expected.state());
        assertThat(read.tensors()).as("byte %d", at).isEqualTo(expected.tensors());
      } catch (DataException e) {
        refused++;
        assertThat(e).hasMessageContaining("fix");
      }
    }
    assertThat(refused).isGreaterThan(bytes.length * 9 / 10);
  }

  @Test
  void tellsWhatHappenedOnTheOtherThread() throws IOException {
    Path place = folder.resolve("run");
    byte[] expected = Files.readAllBytes(whole().resolve("model.safetensors"));
    try (Run run = TRAINING.out(place).start(DATA)) {
      Files.writeString(place.resolve("checkpoints"), "a file where the folder belongs");
      assertThatThrownBy(run::fit)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(place.resolve("checkpoints").toString());
    }
    assertThat(place.resolve("model.safetensors")).doesNotExist();
    Files.delete(place.resolve("checkpoints"));
    try (Run run = Run.resume(place, DATA)) {
      run.fit();
    }
    assertThat(place.resolve("model.safetensors")).hasBinaryContent(expected);
  }

  @Test
  void keepsTheOldFileWhereTheDiskIsFull() throws IOException {
    Path file = Files.writeString(folder.resolve("model"), "old");
    assertThatThrownBy(
            () ->
                AtomicOutput.replace(
                    file,
                    out -> {
                      out.write(ByteBuffer.wrap(new byte[1_000]));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: writing failed: No space left on device
              fix       free some space, or choose another location\
            """,
            file);
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsThatTheLogFindsNoRoom() {
    Path full = Path.of("/dev/full");
    try (EventLog log = EventLog.append(full)) {
      assertThatThrownBy(() -> log.write(new Resumed(1, List.of())))
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              /dev/full: writing failed: No space left on device
                fix       free some space, or choose another location\
              """);
    } catch (DataException e) {
      // Closing brings the file to the disk, which a device can't.
      assertThat(e).hasMessageStartingWith("/dev/full: writing failed");
    }
  }

  @Test
  void keepsTheBestNetworkAcrossAnInterruption() throws IOException {
    Path whole = whole();
    Path place = folder.resolve("run");
    try (Run run = TRAINING.out(place).start(DATA)) {
      run.interrupt();
      assertThatThrownBy(run::fit).isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(place, DATA)) {
      assertThat(RunSummary.of(RunFolder.open(place)).state()).isEqualTo(RunSummary.State.RUNNING);
      // Looking has not given the lock back.
      assertThatThrownBy(() -> Run.resume(place, DATA)).isInstanceOf(DataException.class);
      run.fit();
    }
    assertThat(place.resolve("best.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("best.safetensors")));
    RunSummary summary = RunSummary.of(RunFolder.open(place));
    assertThat(summary.state()).isEqualTo(RunSummary.State.FINISHED);
    TrainedModel best = TrainedModel.read(place.resolve("best.safetensors"));
    try (Evaluator evaluator = Evaluator.open(best, Engine.VECTOR, 1)) {
      assertThat(evaluator.evaluate(DATA.valid()).accuracy())
          .isEqualTo(summary.bestValidationAccuracy().orElseThrow());
    }
  }
}
