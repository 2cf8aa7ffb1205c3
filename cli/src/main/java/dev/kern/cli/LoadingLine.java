package dev.kern.cli;

import dev.kern.data.format.DatasetReader;
import dev.kern.data.format.LoadListener;
import java.util.Locale;
import java.util.function.LongSupplier;

/// A line at the foot of a terminal that says how many images were read so far; it is wiped when
/// the data is there.
final class LoadingLine implements LoadListener, AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;

  private final TerminalWriter terminal;
  private final boolean shows;
  private final LongSupplier nanos;
  private long shown;
  private boolean begun;

  /// @param shows whether there is a terminal
  LoadingLine(TerminalWriter terminal, boolean shows, LongSupplier nanos) {
    this.terminal = terminal;
    this.shows = shows;
    this.nanos = nanos;
  }

  /// The line for a command, which shows where progress bars do.
  static LoadingLine of(Output output) {
    return new LoadingLine(output.err(), output.talks() && Output.isTerminal(), System::nanoTime);
  }

  /// A reader that tells it.
  DatasetReader reader() {
    return DatasetReader.usual().listener(this);
  }

  @Override
  public void read(long images) {
    long now = nanos.getAsLong();
    if (shows && (!begun || now - shown >= EVERY_NANOS)) {
      begun = true;
      shown = now;
      terminal.wipe();
      terminal.print(line(images));
      terminal.flush();
    }
  }

  /// `Reading images: 12,000`.
  private static String line(long images) {
    return images == 0
        ? "Reading images"
        : String.format(Locale.ROOT, "Reading images: %,d", images);
  }

  /// Wipes it.
  @Override
  public void close() {
    if (begun) {
      terminal.wipe();
    }
  }
}
