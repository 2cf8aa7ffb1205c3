package dev.kern.train.file;

import dev.kern.data.file.Problem;
import dev.kern.train.event.Event;
import dev.kern.train.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A file of events, a line of JSON each, that only grows.
///
/// A line is written whole by a single call, so that readers meanwhile see whole lines; a last line
/// that a crash has cut short is left out when reading, and cut off before anything is added.
public final class EventLog implements AutoCloseable {
  private final Path file;
  private final FileChannel out;

  private EventLog(Path file, FileChannel out) {
    this.file = file;
    this.out = out;
  }

  /// Opens a log to add to it, and makes it if it isn't there.
  ///
  /// Fails with `DataException` if it can't be written.
  public static EventLog append(Path file) {
    try {
      cutTornLine(file);
      return new EventLog(
          file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /// Cuts the file back to its last whole line, so that the next event begins a line of its own.
  private static void cutTornLine(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (FileChannel log =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = log.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      while (end > 0 && log.read(last.clear(), end - 1) == 1 && last.get(0) != '\n') {
        end--;
      }
      log.truncate(end);
    }
  }

  /// Adds an event.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Event event) {
    ByteBuffer line = StandardCharsets.UTF_8.encode(Json.line(event) + "\n");
    try {
      while (line.hasRemaining()) {
        out.write(line);
      }
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /// Brings everything to the disk.
  ///
  /// Fails with `DataException` if it can't be written.
  public void force() {
    try {
      out.force(false);
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /// Brings everything to the disk and closes the file.
  @Override
  public void close() {
    try (out) {
      out.force(true);
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }

  /// The events in a log, in order.
  ///
  /// Fails with `DataException` if it can't be read or a whole line is no event.
  public static List<Event> read(Path file) {
    try {
      String text = Files.readString(file);
      List<Event> events = new ArrayList<>();
      int number = 1;
      for (int from = 0, end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
        String where = file + ", line " + number++;
        events.add(Json.parse(where, text.substring(from, end), Event.class));
      }
      return events;
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
