package dev.kern.cli;

import dev.kern.train.Listener;
import dev.kern.train.event.Event;
import java.util.Locale;

/// A line at the foot of a terminal that shows how far a run is, how fast it goes and how long it
/// will take; it is wiped before anything else is printed.
final class ProgressBar implements Listener {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int WIDTH = 30;

  private final TerminalWriter terminal;
  private final long start = System.nanoTime();
  private long shown = start;
  private long before = -1;

  ProgressBar(TerminalWriter terminal) {
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
    terminal.wipe();
    terminal.print(line(before, done, steps, (now - start) * 1e-9));
    terminal.flush();
  }

  /// The line, such as `[##########....................] 10,000 of 30,000 2,950/s 7 s left`.
  ///
  /// @param before the steps that an earlier program did, which took none of the seconds
  static String line(long before, long done, long steps, double seconds) {
    int full = (int) (WIDTH * done / steps);
    double perSecond = (done - before) / seconds;
    return String.format(
        Locale.ROOT,
        "[%s%s] %,d of %,d  %,.0f/s  %s left",
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        done,
        steps,
        perSecond,
        time((steps - done) / perSecond));
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    if (s < 100) {
      return s + " s";
    }
    return s < 6000 ? "%d:%02d min".formatted(s / 60, s % 60) : s / 3600 + " h";
  }
}
