package dev.kern.cli.terminal;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CSV that grows line by line, in a file or on standard output: if the program is killed, it has
/// what was written until then. A file that is there already stays until the first line is written.
public final class CsvOutput implements AutoCloseable {
  /// What names standard output.
  public static final String STANDARD_OUTPUT = "-";

  private final Path file;
  private final List<String> title;
  private final PrintWriter out;
  private @Nullable FileChannel channel;
  private boolean begun;

  private CsvOutput(Path file, List<String> title, PrintWriter out) {
    this.file = file;
    this.title = title;
    this.out = out;
  }

  /// An output that nothing was written to.
  ///
  /// Fails with `DataException` if the file can't be written.
  ///
  /// @param file where to write, or `-` for standard output
  /// @param title the line before all others
  public static CsvOutput of(Path file, List<String> title, Output output) {
    CsvOutput csv = new CsvOutput(file, title, output.out());
    if (csv.isFile()) {
      if (Files.isRegularFile(file) && !Files.isWritable(file)) {
        throw Problem.unwritable(file, new AccessDeniedException(file.toString()));
      } else if (!Files.exists(file) || Files.isDirectory(file)) {
        AtomicOutput.expectWritable(file);
      }
    } else if (output.json()) {
      throw new IllegalArgumentException(
          """
          %s: standard output can't have both JSON and CSV
            given     --json and --csv -
            fix       leave one of them out, or name a file after --csv\
          """
              .formatted(output.command().qualifiedName()));
    }
    return csv;
  }

  /// Whether it goes to a file, not to standard output.
  public boolean isFile() {
    return !file.toString().equals(STANDARD_OUTPUT);
  }

  /// Writes a line.
  ///
  /// Fails with `DataException` if that can't be done.
  public void write(List<String> cells) {
    if (!begun) {
      begun = true;
      line(title);
    }
    line(cells);
  }

  private void line(List<String> cells) {
    String line = CsvLine.of(cells);
    if (!isFile()) {
      out.print(line);
      out.flush();
      return;
    }
    try {
      if (channel == null) {
        channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
      }
      AtomicOutput.write(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }
}
