package dev.kern.train.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kern.train.event.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Numbers of a log by step, such as where the lines of events are, of which those are dropped that
/// a resumed run does over.
final class StepMarks {
  private long[] steps = new long[64];
  private long[] values = new long[64];
  private int count;

  void add(long step, long value) {
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    steps[count] = step;
    values[count++] = value;
  }

  /// Adds those of the next piece of the log.
  void append(StepMarks later) {
    for (int i = 0; i < later.count; i++) {
      add(later.steps[i], later.values[i]);
    }
  }

  /// Drops what a run resumed at this step does over: a log's steps rise until it is resumed.
  void dropFrom(long step) {
    while (count > 0 && steps[count - 1] >= step) {
      count--;
    }
  }

  int count() {
    return count;
  }

  long value(int index) {
    return values[index];
  }

  /// The steps, in rising order.
  long[] steps() {
    return Arrays.copyOf(steps, count);
  }

  /// The event whose line the last value leads to.
  <T extends Event> Optional<T> last(Path file, Class<T> type) throws IOException {
    return count == 0 ? Optional.empty() : event(file, count - 1, type);
  }

  /// The event whose line the value of a step leads to.
  <T extends Event> Optional<T> at(Path file, long step, Class<T> type) throws IOException {
    int index = Arrays.binarySearch(steps, 0, count, step);
    return index < 0 ? Optional.empty() : event(file, index, type);
  }

  private <T extends Event> Optional<T> event(Path file, int index, Class<T> type)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(values[index]);
      String line = new BufferedReader(new InputStreamReader(in, UTF_8)).readLine();
      return EventLog.event(file.toString(), line, _ -> {}).map(type::cast);
    }
  }
}
