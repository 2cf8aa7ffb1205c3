package dev.kern.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/// Reads back what was written by TensorFlow's own classes.
final class TensorBoardLogTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-24T12:00:00.25Z"));

  @TempDir Path folder;

  private TensorBoardLog log() {
    return TensorBoardLog.in(folder, NOON);
  }

  private List<Event> events(String part) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(part))) {
      return events(Files.readAllBytes(files.findFirst().orElseThrow()));
    }
  }

  private static List<Event> events(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(RecordFile.masked(length, Long.BYTES));
      byte[] record =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(record);
      assertThat(bytes.getInt()).isEqualTo(RecordFile.masked(record, record.length));
      events.add(Event.parseFrom(record));
    }
    return events;
  }

  private static Map<String, Float> scalars(Event event) {
    return event.getSummary().getValueList().stream()
        .collect(Collectors.toMap(Summary.Value::getTag, Summary.Value::getSimpleValue));
  }

  @Test
  void tensorFlowReadsWhatAStepMeasured() throws IOException {
    try (TensorBoardLog log = log()) {
      log.on(new Progress(0, 2.5, 0.0625, 0.05, 0.5, 10));
      log.on(new Progress(5_000_000_000L, 0.25, 0.9375, 0.01, 9, 3000));
      log.on(new RateLowered(5_000_000_000L, 0.001));
    }
    List<Event> events = events("minibatch");
    assertThat(events).hasSize(4);
    assertThat(events.getFirst().getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events).extracting(Event::getWallTime).containsOnly(1_795_521_600.25);
    assertThat(events)
        .extracting(Event::getStep)
        .containsExactly(0L, 0L, 5_000_000_000L, 5_000_000_000L);
    assertThat(scalars(events.get(2)))
        .isEqualTo(
            Map.of(
                "loss",
                0.25f,
                "accuracy",
                0.9375f,
                "learningRate",
                0.01f,
                "stepsPerSecond",
                3000f));
    assertThat(scalars(events.get(3))).isEqualTo(Map.of("learningRate", 0.001f));
  }

  @Test
  void partsOfTheDataAreRunsOfTheirOwn() throws IOException {
    try (TensorBoardLog log = log()) {
      log.on(new Evaluated(10, "valid", 0.5, 1.5, 20));
      log.on(new Evaluated(20, "valid", 0.75, 0.5, 20));
      log.on(new Evaluated(20, "test", 0.7, 0.6, 20));
      log.on(new Failed(21, "conv1", "NaN"));
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("valid", "test");
    assertThat(events("valid")).extracting(Event::getStep).containsExactly(0L, 10L, 20L);
    assertThat(scalars(events("test").get(1))).isEqualTo(Map.of("loss", 0.6f, "accuracy", 0.7f));
  }

  @Test
  void hasMetricsAndNoAccuracyOfValues() throws IOException {
    try (TensorBoardLog log = log()) {
      log.on(new Progress(0, 2.5, Double.NaN, 0.05, 0.5, 10));
      log.on(new Evaluated(10, "valid", Double.NaN, 1.5, 20, Map.of("r2", 0.5)));
    }
    assertThat(scalars(events("minibatch").get(1))).doesNotContainKey("accuracy");
    assertThat(scalars(events("valid").get(1))).isEqualTo(Map.of("loss", 1.5f, "r2", 0.5f));
  }

  @Test
  void isWholeWhileTheRunGoesOn() throws IOException {
    try (TensorBoardLog log = log()) {
      log.on(new Evaluated(10, "valid", 0.5, 1.5, 20));
      assertThat(events("valid")).hasSize(2);
      log.on(new Evaluated(20, "valid", 0.5, 1.5, 20));
      assertThat(events("valid")).hasSize(3);
    }
  }

  @Test
  void namesFilesSoThatTensorBoardFindsThem() {
    try (TensorBoardLog log = log()) {
      log.on(new Evaluated(10, "valid", 0.5, 1.5, 20));
    }
    assertThat(folder.resolve("valid").toFile().list())
        .containsExactly("events.out.tfevents.1795521600.kern." + ProcessHandle.current().pid());
  }

  @Test
  void sumsAsTensorFlowDoes() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    // The check value of CRC-32C, e3069283, turned right by 15 bits and masked.
    assertThat(RecordFile.masked(digits, 9))
        .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
  }

  @Test
  void saysWhereItCantWrite() throws IOException {
    Files.writeString(folder.resolve("valid"), "in the way");
    try (TensorBoardLog log = log()) {
      assertThatThrownBy(() -> log.on(new Evaluated(10, "valid", 0.5, 1.5, 20)))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(
              folder.resolve("valid") + ": a file stands where a folder is needed");
    }
  }
}
