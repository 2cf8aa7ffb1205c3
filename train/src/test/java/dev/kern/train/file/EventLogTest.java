package dev.kern.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kern.data.file.DataException;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import dev.kern.train.json.TrainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventLogTest {
  private static final List<Event> EVENTS =
      List.of(
          new Started(
              "runs/strided-1",
              "2026-11-24T10:05:17Z",
              "strided",
              57722,
              Map.of("train", 40),
              10,
              16,
              30000,
              1,
              "vector",
              2),
          new Resumed(0, List.of("torn")),
          new Progress(0, 2.5, 0.125, 0.05, 0.5, 800),
          new Evaluated(0, "valid", 0.1, 2.25, 1000),
          new Epoch(1, 2, 1.5, 0.25, Optional.of(1.25), Optional.empty()),
          new RateLowered(0, 0.005),
          new Stopped(10, "no better", 0),
          new Failed(11, "conv1/conv2d", "the loss is NaN"),
          new Finished("runs/strided-1", 10, 2, 900, Optional.of(0.875), Optional.empty()));

  @TempDir Path folder;

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("events.jsonl");
    try (EventLog log = EventLog.append(file)) {
      EVENTS.subList(0, 5).forEach(log::write);
    }
    try (EventLog log = EventLog.append(file)) {
      EVENTS.subList(5, EVENTS.size()).forEach(log::write);
    }
    assertThat(EventLog.read(file)).isEqualTo(EVENTS);
  }

  @Test
  void testsEveryEvent() {
    assertThat(EVENTS.stream().<Class<?>>map(Event::getClass))
        .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @Test
  void keepsTheNamesThatProgramsRead() {
    assertThat(EVENTS)
        .map(TrainJson.MAPPER::line)
        .containsExactly(
            "{\"type\":\"started\",\"run\":\"runs/strided-1\",\"time\":\"2026-11-24T10:05:17Z\","
                + "\"network\":\"strided\",\"parameters\":57722,\"images\":{\"train\":40},"
                + "\"classes\":10,\"batch\":16,\"steps\":30000,\"seed\":1,\"engine\":\"vector\","
                + "\"threads\":2}",
            "{\"type\":\"resumed\",\"step\":0,\"skipped\":[\"torn\"]}",
            "{\"type\":\"progress\",\"step\":0,\"loss\":2.5,\"minibatchAccuracy\":0.125,"
                + "\"learningRate\":0.05,\"seconds\":0.5,\"stepsPerSecond\":800.0}",
            "{\"type\":\"evaluated\",\"step\":0,\"part\":\"valid\",\"accuracy\":0.1,"
                + "\"loss\":2.25,\"count\":1000}",
            "{\"type\":\"epoch\",\"epoch\":1,\"step\":2,\"loss\":1.5,\"minibatchAccuracy\":0.25,"
                + "\"validationLoss\":1.25,\"validationAccuracy\":null}",
            "{\"type\":\"rateLowered\",\"step\":0,\"learningRate\":0.005}",
            "{\"type\":\"stopped\",\"step\":10,\"reason\":\"no better\",\"bestStep\":0}",
            "{\"type\":\"failed\",\"step\":11,\"place\":\"conv1/conv2d\","
                + "\"message\":\"the loss is NaN\"}",
            "{\"type\":\"finished\",\"run\":\"runs/strided-1\",\"steps\":10,\"seconds\":2.0,"
                + "\"stepsPerSecond\":900.0,\"validationAccuracy\":0.875,\"testAccuracy\":null}");
  }

  @Test
  void leavesOutATornLastLine() throws IOException {
    Path file = folder.resolve("events.jsonl");
    try (EventLog log = EventLog.append(file)) {
      log.write(EVENTS.getFirst());
    }
    Files.writeString(file, "{\"type\":\"prog", StandardOpenOption.APPEND);
    assertThat(EventLog.read(file)).containsExactly(EVENTS.getFirst());
  }

  @Test
  void cutsATornLastLineOffBeforeItAdds() throws IOException {
    String whole = TrainJson.MAPPER.line(EVENTS.getFirst()) + "\n";
    String next = TrainJson.MAPPER.line(EVENTS.get(1)) + "\n";
    for (int torn = 0; torn < next.length() - 1; torn++) {
      Path file = folder.resolve("events-" + torn + ".jsonl");
      Files.writeString(file, whole + next.substring(0, torn));
      try (EventLog log = EventLog.append(file)) {
        assertThat(log.torn())
            .isEqualTo(
                torn == 0
                    ? Optional.empty()
                    : Optional.of(
                        "%s, last line: truncated, '%s'".formatted(file, next.substring(0, torn))));
      }
      assertThat(file).hasContent(whole);
      try (EventLog log = EventLog.append(file)) {
        log.write(EVENTS.get(2));
      }
      assertThat(EventLog.read(file)).containsExactly(EVENTS.getFirst(), EVENTS.get(2));
    }
  }

  @Test
  void endsALastLineThatLacksNothingElse() throws IOException {
    Path file = folder.resolve("events.jsonl");
    Files.writeString(file, TrainJson.MAPPER.line(EVENTS.getFirst()));
    try (EventLog log = EventLog.append(file)) {
      assertThat(log.torn()).isEmpty();
      log.write(EVENTS.getLast());
    }
    assertThat(EventLog.read(file)).containsExactly(EVENTS.getFirst(), EVENTS.getLast());
  }

  @ParameterizedTest
  @ValueSource(ints = {(1 << 16) - 1, 1 << 16, (1 << 16) + 1, 3 << 16, (1 << 24) + 1})
  void takesALastLineOfAnyLength(int length) throws IOException {
    Path file = folder.resolve("events.jsonl");
    String whole = TrainJson.MAPPER.line(EVENTS.getFirst()) + "\n";
    String event = TrainJson.MAPPER.line(new Failed(11, "conv1/conv2d", "x"));
    String line = event.replace("\"x\"", '"' + "x".repeat(length - event.length() + 1) + '"');
    assertThat(line).hasSize(length);
    Files.writeString(file, whole + line.substring(0, length - 1));
    try (EventLog log = EventLog.append(file)) {
      assertThat(log.torn())
          .isEqualTo(
              Optional.of(
                  "%s, last line: truncated, '%s…'".formatted(file, line.substring(0, 200))));
    }
    assertThat(file).hasContent(whole);
    boolean readable = length <= 1 << 20; // the longest text in JSON
    Files.writeString(file, whole + line);
    try (EventLog log = EventLog.append(file)) {
      assertThat(log.torn().isEmpty()).isEqualTo(readable);
    }
    assertThat(EventLog.read(file)).hasSize(readable ? 2 : 1);
  }

  @Test
  void cutsALogWithoutAWholeLineOffAltogether() throws IOException {
    Path file = folder.resolve("events.jsonl");
    Files.writeString(file, "{\"type\":\"sta");
    EventLog.append(file).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void saysThatTheDiskIsFull() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    EventLog log = EventLog.append(full);
    assertThatThrownBy(() -> log.write(EVENTS.getFirst()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            /dev/full: writing failed: No space left on device
              fix       free some space, or choose another location\
            """);
  }

  @Test
  void leavesOutLinesThatAreNoEventsAndSaysSo() throws IOException {
    Path file = folder.resolve("events.jsonl");
    String first = TrainJson.MAPPER.line(EVENTS.getFirst());
    String last = TrainJson.MAPPER.line(EVENTS.getLast());
    String lines = first + "\n{\"type\":\"stoped\"}\n\n{\"type\"?\n" + last + "\n";
    Files.write(file, lines.replace("strided-1", "\u00ff").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(EventLog.read(file)).map(Event::type).containsExactly("started", "finished");
    assertThat(LogSummary.of(file).damaged())
        .containsExactly(
            file + ", line 2: unknown event",
            file + ", line 3: no content",
            file + ", line 4, column 8: not valid JSON");
  }
}
