package dev.kern.train.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.json.TrainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares the summary with what all the log's events say, one by one.
final class LogSummaryTest {
  @TempDir Path folder;

  @Test
  void agreesWithTheHistory() throws IOException {
    for (int seed = 0; seed < 40; seed++) {
      Path file = folder.resolve("events.jsonl");
      Files.write(file, log(new Random(seed), seed % 2 == 0));
      LogSummary expected = expected(file);
      assertThat(LogSummary.of(file)).as("seed " + seed).isEqualTo(expected);
      for (int pieces = 1; pieces < 70; pieces += 7) {
        assertThat(LogSummary.of(file, pieces)).as("seed " + seed).isEqualTo(expected);
      }
    }
  }

  @Test
  void ofALogThatIsNotThereIsEmpty() {
    assertThat(LogSummary.of(folder.resolve("none")))
        .isEqualTo(
            new LogSummary(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  @Test
  void linesLikeAnEventInAllButTheirDigitsAreChecked() throws IOException {
    Path file = folder.resolve("events.jsonl");
    String good = TrainJson.MAPPER.line(new Evaluated(12, "valid", 0.5, 2.25, 1000));
    Files.writeString(
        file,
        String.join(
            "\n",
            good,
            good.replace("12", "012"),
            good.replace("1000", "99999999999"),
            good.replace("12", "99999999999999999999"),
            good.replace("0.5", "00.5"),
            good.replace("0.5", "0.999999999999999999999"),
            good.replace("12", "-3"),
            ""));
    LogSummary summary = LogSummary.of(file);
    assertThat(summary.damaged())
        .extracting(line -> line.replaceAll(".*, line (\\d+).*", "$1"))
        .containsExactly("2", "3", "4", "5");
    assertThat(summary.bestValidationAccuracy()).contains(1.0);
    assertThat(summary.validationAccuracy()).contains(0.5);
  }

  @Test
  void tellsOfTheFirstDamagedLinesAndCountsTheOthers() throws IOException {
    Path file = folder.resolve("events.jsonl");
    Files.writeString(file, "no event\n".repeat(1234));
    List<String> damaged = LogSummary.of(file).damaged();
    assertThat(damaged).hasSize(11);
    assertThat(damaged.getFirst()).startsWith(file + ", line 1");
    assertThat(damaged.getLast()).isEqualTo(file + ": 1,224 more lines");
  }

  private static LogSummary expected(Path file) {
    List<Event> history = EventLog.history(file);
    List<Evaluated> validations =
        all(history, Evaluated.class).stream()
            .filter(evaluated -> evaluated.split().equals("valid"))
            .toList();
    List<Double> accuracies =
        validations.stream().map(Evaluated::accuracy).filter(part -> !part.isNaN()).toList();
    return new LogSummary(
        last(history, Started.class),
        last(history, Finished.class),
        last(history, Failed.class),
        last(history, Progress.class),
        validations.isEmpty() ? Optional.empty() : Optional.of(validations.getLast()),
        accuracies.isEmpty() ? Optional.empty() : Optional.of(accuracies.getLast()),
        accuracies.stream().max(Comparator.naturalOrder()),
        LogSummary.of(file).damaged());
  }

  private static <T extends Event> List<T> all(List<Event> history, Class<T> type) {
    return history.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <T extends Event> Optional<T> last(List<Event> history, Class<T> type) {
    return all(history, type).stream().reduce((_, later) -> later);
  }

  /// A log whose steps rise, with resumed stretches and, if wanted, damaged lines.
  private static byte[] log(Random random, boolean damaged) {
    List<String> lines = new ArrayList<>();
    long step = 0;
    for (int i = 0; i < 60; i++) {
      Event event = event(random, step);
      String line = TrainJson.MAPPER.line(event);
      lines.add(
          switch (damaged ? random.nextInt(20) : 2) {
            case 0 -> line.substring(0, random.nextInt(line.length()));
            case 1 -> line.replaceFirst(":", "?");
            default -> line;
          });
      if (event instanceof Resumed resumed) {
        step = resumed.step();
        lines.set(lines.size() - 1, line);
      } else {
        step += random.nextInt(5);
      }
    }
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  private static Event event(Random random, long step) {
    double number = random.nextInt(3) == 0 ? random.nextGaussian() * 1e-6 : random.nextDouble();
    return switch (random.nextInt(12)) {
      case 0 -> new Resumed(random.nextLong(step + 1), List.of("line \"7\\8\""));
      case 1 -> new Failed(step, "conv1", "not finite");
      case 2 -> new Finished("runs/a-1", step, 2, 900, Optional.of(number), Optional.empty());
      case 3 ->
          new Started("a-1", "2026-11-24T10:05:17Z", "a", 5, Map.of(), 2, 16, step, 1, "vector", 2);
      case 4, 5 -> new Evaluated(step, "test", number, 1, 10);
      case 6 -> new Evaluated(step, "valid", Double.NaN, number, 10);
      case 7 -> new Evaluated(step, "valid", number, -number, 10, Map.of("auc\u00fc", number));
      case 8 -> new Evaluated(step, "valid", number, number, 10);
      default -> new Progress(step, number, number, 0.05, number, 1 / number);
    };
  }
}
