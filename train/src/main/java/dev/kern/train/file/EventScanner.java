package dev.kern.train.file;

import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads a log of any length in one pass, much faster than by parsing each line.
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

  /// An event that many lines are like.
  private record Pattern(Outline outline, Event like) {}

  private static final int BLOCK = 1 << 20;
  private static final int MOST_PATTERNS = 64;

  private final Path file;
  private final Visitor visitor;
  private final List<Pattern> patterns = new ArrayList<>();
  private int last; // the pattern that matched last
  private byte[] bytes = new byte[BLOCK];
  private long offset; // of bytes[0] in the file
  private long number;

  private EventScanner(Path file, Visitor visitor, long offset) {
    this.file = file;
    this.visitor = visitor;
    this.offset = offset;
  }

  /// Reads a log to its last whole line.
  static void scan(Path file, Visitor visitor) throws IOException {
    scan(file, 0, Files.size(file), visitor);
  }

  /// Where to cut a log into pieces of about the same length: where lines begin, from 0 to its end.
  static long[] cuts(Path file, int pieces) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      long[] cuts = new long[pieces + 1];
      cuts[pieces] = in.size();
      for (int i = 1; i < pieces; i++) {
        cuts[i] = Math.max(cuts[i - 1], nextLine(in, in.size() / pieces * i));
      }
      return cuts;
    }
  }

  private static long nextLine(FileChannel in, long from) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(1 << 13);
    for (long at = from; in.read(block.clear(), at) > 0; at += block.limit()) {
      block.flip();
      for (int i = 0; i < block.limit(); i++) {
        if (block.get(i) == '\n') {
          return at + i + 1;
        }
      }
    }
    return in.size();
  }

  /// Reads a piece of a log, from the beginning of a line to its last whole line.
  static void scan(Path file, long from, long to, Visitor visitor) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      new EventScanner(file, visitor, from).read(in, to - from);
    }
  }

  private void read(InputStream in, long length) throws IOException {
    int filled = 0;
    boolean tooLong = false; // whether the beginning of the line has been left out
    long left = length;
    while (left > 0) {
      int count = in.read(bytes, filled, (int) Math.min(left, bytes.length - filled));
      if (count < 0) {
        return;
      }
      left -= count;
      int end = filled + count;
      int start = 0;
      while (start < end) {
        int feed = tooLong ? -1 : known(start, end);
        if (feed < 0) {
          feed = lineFeed(start, end);
          if (feed < 0) {
            break;
          }
          number++;
          if (tooLong) {
            visitor.damaged(where() + ": longer than any event");
          } else {
            parse(start, feed);
          }
          tooLong = false;
        }
        start = feed + 1;
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

  private int lineFeed(int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private String where() {
    return file + ", line " + number;
  }

  /// Visits a line that is like an earlier one.
  ///
  /// @return where it ends, or -1 if it is like none
  private int known(int start, int end) {
    // Reports and evaluations take turns.
    for (int tries = 0; tries < patterns.size(); tries++) {
      last = last + 1 < patterns.size() ? last + 1 : 0;
      Outline outline = patterns.get(last).outline;
      int feed = outline.match(bytes, start, end);
      if (feed >= 0) {
        number++;
        if (patterns.get(last).like instanceof Evaluated like) {
          double accuracy = Double.isNaN(like.accuracy()) ? Double.NaN : outline.second(bytes);
          visitor.evaluated(like.split(), outline.first(bytes), accuracy, offset + start);
        } else {
          visitor.progress(outline.first(bytes), offset + start);
        }
        return feed;
      }
    }
    return -1;
  }

  private void parse(int start, int feed) {
    String text = new String(bytes, start, feed - start, StandardCharsets.UTF_8);
    Optional<Event> parsed = EventLog.event(where(), text, visitor::damaged);
    if (parsed.isEmpty()) {
      return;
    }
    Event event = parsed.get();
    switch (event) {
      case Progress progress -> visitor.progress(progress.step(), offset + start);
      case Evaluated evaluated ->
          visitor.evaluated(
              evaluated.split(), evaluated.step(), evaluated.accuracy(), offset + start);
      default -> {
        visitor.event(event);
        return;
      }
    }
    Outline outline = Outline.of(bytes, start, feed);
    if (patterns.size() < MOST_PATTERNS
        && outline.hasNumbers()
        && outline.match(bytes, start, feed + 1) == feed
        && isAsOutlined(event, outline)) {
      patterns.add(new Pattern(outline, event));
    }
  }

  /// Whether the first two numbers of the line are those that the visitor is told.
  private boolean isAsOutlined(Event event, Outline outline) {
    return switch (event) {
      case Progress progress -> outline.first(bytes) == progress.step();
      case Evaluated evaluated ->
          outline.first(bytes) == evaluated.step()
              && (Double.isNaN(evaluated.accuracy())
                  || outline.second(bytes) == evaluated.accuracy());
      default -> false;
    };
  }
}
