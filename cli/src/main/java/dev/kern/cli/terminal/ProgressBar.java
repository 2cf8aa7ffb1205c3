package dev.kern.cli.terminal;

import dev.kern.train.Listener;
import dev.kern.train.event.Event;
import java.util.Locale;
import java.util.stream.Stream;

/// A line at the foot of a terminal that shows how far a run is, how fast it goes and how long it
/// will take; it is wiped before anything else is printed.
public final class ProgressBar implements Listener {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int WIDEST = 30;
  private static final int NARROWEST = 5;

  private final TerminalWriter terminal;
  private final long start = System.nanoTime();
  private long shown = start;
  private long before = -1;

  /// A bar on this terminal.
  public ProgressBar(TerminalWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public void on(Event event) {
    terminal.wipe();
  }

  @Override
  public void step(long done, long steps) {
    if (before < 0) {
      before = done - 1;
    }
    long now = System.nanoTime();
    if (now - shown < EVERY_NANOS) {
      return;
    }
    shown = now;
    terminal.show(line(before, done, steps, (now - start) * 1e-9, TerminalWidth.columns()));
  }

  @Override
  public void features(int done, int images) {
    long now = System.nanoTime();
    if (done == images) {
      terminal.wipe();
    } else if (now - shown >= EVERY_NANOS) {
      shown = now;
      terminal.show(
          TerminalWidth.cut(
              String.format(
                  Locale.ROOT, "Features of the frozen layers: %,d of %,d", done, images)));
    }
  }

  /// The line, such as `[##########....................] 10,000 of 30,000 2,950/s 7 s left`; where
  /// the terminal is narrow, with less of it.
  ///
  /// @param before the steps that an earlier program did, which took none of the seconds
  /// @param columns of the terminal, the last of which stays free
  static String line(long before, long done, long steps, double seconds, int columns) {
    double perSecond = (done - before) / seconds;
    String count = String.format(Locale.ROOT, "%,d of %,d", done, steps);
    String speed = String.format(Locale.ROOT, "  %,.0f/s", perSecond);
    String left = "  " + time((steps - done) / perSecond) + " left";
    String text = count + speed + left;
    int width = Math.min(WIDEST, columns - 1 - text.length() - "[] ".length());
    if (width < NARROWEST) {
      return Stream.of(text, count + left, count)
          .filter(shorter -> shorter.length() < columns)
          .findFirst()
          .orElse("");
    }
    int full = (int) (width * done / steps);
    return "[" + "#".repeat(full) + ".".repeat(width - full) + "] " + text;
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    if (s < 100) {
      return s + " s";
    }
    return s < 6000 ? "%d:%02d min".formatted(s / 60, s % 60) : s / 3600 + " h";
  }
}
