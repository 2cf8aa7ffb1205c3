package dev.kern.train.file;

import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a log of any length in one pass, ten times as fast as by parsing each line.
///
/// Most lines report progress or an evaluation, and differ from an earlier line in their digits
/// only. Such a line is taken for an event of the same kind, of which just the first two numbers
/// are read: the step, and the accuracy of an evaluation. All other lines are parsed.
final class EventScanner {
  /// Takes what the log holds, in order.
  interface Visitor {
    /// A report: its step and where its line is in the file.
    void progress(long step, long offset);

    /// An evaluation of a split: its step, its accuracy, NaN if it has none, and where its line is.
    void evaluated(String split, long step, double accuracy, long offset);

    /// Any other event.
    void event(Event event);

    /// A whole line that is no event, described in a sentence.
    void damaged(String sentence);
  }

  private static final int BLOCK = 1 << 20;

  private final Path file;
  private final Visitor visitor;
  private final Outline outline = new Outline();

  /// Events by the outline of their line.
  private final Map<String, Event> known = new HashMap<>();

  private byte[] bytes = new byte[BLOCK];
  private long number;

  private EventScanner(Path file, Visitor visitor) {
    this.file = file;
    this.visitor = visitor;
  }

  /// Reads a log to its last whole line.
  static void scan(Path file, Visitor visitor) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      new EventScanner(file, visitor).read(in);
    }
  }

  private void read(InputStream in) throws IOException {
    long offset = 0; // of bytes[0] in the file
    int filled = 0;
    boolean tooLong = false;
    for (int count; (count = in.read(bytes, filled, bytes.length - filled)) >= 0; ) {
      int end = filled + count;
      int start = 0;
      for (int i = filled; i < end; i++) {
        if (bytes[i] == '\n') {
          number++;
          if (tooLong) {
            visitor.damaged(where() + ": longer than any event");
          } else {
            line(start, i, offset);
          }
          tooLong = false;
          start = i + 1;
        }
      }
      filled = end - start;
      System.arraycopy(bytes, start, bytes, 0, filled);
      offset += start;
      if (filled == bytes.length) {
        if (filled < EventLog.LONGEST_LINE) {
          bytes = Arrays.copyOf(bytes, 2 * filled);
        } else {
          tooLong = true;
          offset += filled;
          filled = 0;
        }
      }
    }
  }

  private String where() {
    return file + ", line " + number;
  }

  private void line(int from, int to, long offset) {
    String shape = outline.of(bytes, from, to);
    Event like = known.get(shape);
    if (like == null) {
      String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
      Optional<Event> parsed = EventLog.event(where(), text, visitor::damaged);
      if (parsed.isEmpty()) {
        return;
      }
      like = parsed.get();
      if (isAsOutlined(like)) {
        known.put(shape, like);
      } else {
        visit(like, offset + from);
        return;
      }
    }
    if (like instanceof Evaluated evaluated) {
      visitor.evaluated(
          evaluated.split(), outline.first(bytes), accuracy(evaluated), offset + from);
    } else {
      visitor.progress(outline.first(bytes), offset + from);
    }
  }

  private void visit(Event event, long offset) {
    switch (event) {
      case Progress progress -> visitor.progress(progress.step(), offset);
      case Evaluated evaluated ->
          visitor.evaluated(evaluated.split(), evaluated.step(), evaluated.accuracy(), offset);
      default -> visitor.event(event);
    }
  }

  /// Whether the first two numbers of the line are those that the visitor is told.
  private boolean isAsOutlined(Event event) {
    return switch (event) {
      case Progress progress -> outline.hasNumbers() && outline.first(bytes) == progress.step();
      case Evaluated evaluated ->
          outline.hasNumbers()
              && outline.first(bytes) == evaluated.step()
              && (Double.isNaN(evaluated.accuracy())
                  || outline.second(bytes) == evaluated.accuracy());
      default -> false;
    };
  }

  /// The accuracy of a line like this event's; null in both if there is none.
  private double accuracy(Evaluated like) {
    return Double.isNaN(like.accuracy()) ? Double.NaN : outline.second(bytes);
  }
}
