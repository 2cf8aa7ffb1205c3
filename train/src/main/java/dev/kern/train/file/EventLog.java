package dev.kern.train.file;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.train.event.Event;
import dev.kern.train.json.TrainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// An append-only file of events, one line of JSON each.
///
/// A line is written whole by a single call, so that readers meanwhile see whole lines; a last line
/// that a crash has cut short is left out when reading, and cut off before anything is added.
public final class EventLog implements AutoCloseable {
  /// The longest text that JSON is read from: a longer line is no event.
  static final int LONGEST_LINE = 1 << 24;

  private static final int BLOCK = 1 << 16;

  private final Path file;
  private final FileChannel out;
  private final Optional<String> torn;

  /// Whether there is something that may not have reached the disk yet.
  private final AtomicBoolean waiting = new AtomicBoolean(true);

  private EventLog(Path file, FileChannel out, Optional<String> torn) {
    this.file = file;
    this.out = out;
    this.torn = torn;
  }

  /// Opens a log to add to it, and makes it if it isn't there.
  ///
  /// Fails with `DataException` if it can't be written.
  public static EventLog append(Path file) {
    try {
      Optional<String> torn = endLastLine(file);
      FileChannel out =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND,
              LinkOption.NOFOLLOW_LINKS);
      return new EventLog(file, out, torn);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Sees to it that the next event begins a line of its own: ends a last line that lacks nothing
  /// else, or cuts it off.
  ///
  /// @return a sentence about what was cut off
  private static Optional<String> endLastLine(Path file) throws IOException {
    if (!FileStatus.isFile(file)) {
      return Optional.empty();
    }
    try (FileChannel log =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long size = log.size();
      long end = afterLastNewline(log, size);
      boolean tooLong = size - end > LONGEST_LINE;
      ByteBuffer bytes = ByteBuffer.allocate((int) (tooLong ? BLOCK : size - end));
      fill(bytes, log, end);
      String line = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      String where = file + ", last line";
      if (!tooLong && event(where, line, _ -> {}).isPresent()) {
        log.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
        return Optional.empty();
      }
      log.truncate(end);
      return Optional.of(where + ": truncated, " + Problem.quote(line));
    }
  }

  private static long afterLastNewline(FileChannel log, long size) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long at = size; at > 0; ) {
      int count = (int) Math.min(BLOCK, at);
      at -= count;
      fill(block.clear().limit(count), log, at);
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return at + i + 1;
        }
      }
    }
    return 0;
  }

  private static void fill(ByteBuffer bytes, FileChannel log, long at) throws IOException {
    while (bytes.hasRemaining() && log.read(bytes, at + bytes.position()) >= 0) {}
  }

  /// A sentence about a last line that was cut short when the log was opened, if there was one.
  public Optional<String> torn() {
    return torn;
  }

  /// Adds an event.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Event event) {
    ByteBuffer line = StandardCharsets.UTF_8.encode(TrainJson.MAPPER.line(event) + "\n");
    try {
      AtomicOutput.write(out, line);
      waiting.set(true);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Brings everything to the disk, for one caller at a time. It costs nothing if nothing has been
  /// added.
  ///
  /// Fails with `DataException` if it can't be written.
  public void force() {
    if (!waiting.getAndSet(false)) {
      return;
    }
    try {
      out.force(false);
    } catch (IOException e) {
      waiting.set(true);
      throw Problem.unwritable(file, e);
    }
  }

  /// Brings everything to the disk and closes the file.
  @Override
  public void close() {
    try (out) {
      out.force(true);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// The events in a log, in order, without lines that can't be read: a bad byte must not keep a
  /// run from going on, its checkpoints hold all that it needs.
  ///
  /// Fails with `DataException` if the file can't be read.
  public static List<Event> read(Path file) {
    try {
      // Unlike Files.readString this puts up with bytes that are no UTF-8.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      List<Event> events = new ArrayList<>();
      int number = 1;
      for (int from = 0, end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
        String where = file + ", line " + number++;
        event(where, text.substring(from, end), _ -> {}).ifPresent(events::add);
      }
      return events;
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The events in a log, in the order of the run's steps: without those that a resumed run has
  /// repeated, and without lines that can't be read.
  ///
  /// Fails with `DataException` if the file can't be read.
  public static List<Event> history(Path file) {
    return Timeline.of(read(file));
  }

  /// A line's event, if it is one.
  ///
  /// @param skipped takes a sentence about a line that is none
  static Optional<Event> event(String where, String line, Consumer<String> skipped) {
    try {
      return Optional.of(TrainJson.MAPPER.parse(where, line, Event.class));
    } catch (DataException e) {
      String sentence = String.valueOf(e.getMessage()).lines().findFirst().orElseThrow();
      // The place within a text that is a line of the log.
      skipped.accept(sentence.replaceFirst(", line 1, column", ", column"));
      return Optional.empty();
    }
  }
}
