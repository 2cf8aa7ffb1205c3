package dev.kern.cli.terminal;

import dev.kern.data.format.DatasetReader;
import dev.kern.data.format.LoadListener;
import java.util.Locale;
import java.util.function.LongSupplier;

/// A line at the foot of a terminal that says how many images were read so far, or how many there
/// are predictions for; it is wiped at the end.
public final class LoadingLine implements LoadListener, AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;

  private final TerminalWriter terminal;
  private final String title;
  private final boolean shows;
  private final LongSupplier nanos;
  private long shown;
  private boolean begun;

  /// @param title what is done
  /// @param shows whether there is a terminal
  LoadingLine(TerminalWriter terminal, String title, boolean shows, LongSupplier nanos) {
    this.terminal = terminal;
    this.title = title;
    this.shows = shows;
    this.nanos = nanos;
  }

  /// The line for a command, which shows where progress bars do.
  public static LoadingLine of(Output output) {
    return of(output, "Reading images", true);
  }

  /// The same with another title.
  ///
  /// @param wanted whether to show it if there is a terminal
  public static LoadingLine of(Output output, String title, boolean wanted) {
    boolean shows = wanted && output.talks() && Output.isTerminal();
    return new LoadingLine(output.err(), title, shows, System::nanoTime);
  }

  /// A reader that tells it.
  public DatasetReader reader() {
    return DatasetReader.usual().listener(this);
  }

  @Override
  public void read(long images) {
    long now = nanos.getAsLong();
    if (shows && (!begun || now - shown >= EVERY_NANOS)) {
      begun = true;
      shown = now;
      terminal.show(TerminalWidth.cut(line(images)));
    }
  }

  /// `Reading images: 12,000`.
  private String line(long images) {
    return images == 0 ? title : String.format(Locale.ROOT, "%s: %,d", title, images);
  }

  /// Wipes it.
  @Override
  public void close() {
    if (begun) {
      terminal.wipe();
    }
  }
}
