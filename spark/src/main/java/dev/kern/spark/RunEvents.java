package dev.kern.spark;

import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.train.RunFolder;
import dev.kern.train.event.Event;
import dev.kern.train.file.EventLog;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Tells what is new in the log of a run that another process writes.
final class RunEvents {
  private final Path file;
  private final Consumer<Event> listener;
  private long size;
  private int told;

  /// Events that are there already aren't told.
  RunEvents(Path run, Consumer<Event> listener) {
    file = new RunFolder(run).events();
    this.listener = listener;
    size = size();
    told = size == 0 ? 0 : EventLog.read(file).size();
  }

  /// Tells what has come since the last call; how many events.
  ///
  /// A log that can't be read at the moment is read by a later call.
  int tell() {
    long now = size();
    if (now == size) {
      return 0;
    }
    List<Event> events;
    try {
      events = EventLog.read(file);
    } catch (DataException _) {
      return 0;
    }
    size = now;
    int fresh = Math.max(0, events.size() - told);
    events.subList(events.size() - fresh, events.size()).forEach(listener);
    told = events.size();
    return fresh;
  }

  private long size() {
    return FileStatus.isFile(file) ? file.toFile().length() : 0;
  }
}
