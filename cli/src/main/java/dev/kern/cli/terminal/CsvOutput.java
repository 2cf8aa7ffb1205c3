package dev.kern.cli.terminal;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A CSV file that grows line by line: if the program is killed, it has what was written until
/// then.
public final class CsvOutput implements AutoCloseable {
  private final Path file;
  private final FileChannel out;

  private CsvOutput(Path file, FileChannel out) {
    this.file = file;
    this.out = out;
  }

  /// An empty file, in place of one that exists.
  ///
  /// Fails with `DataException` if it can't be written.
  public static CsvOutput create(Path file) {
    try {
      return new CsvOutput(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Writes a line.
  ///
  /// Fails with `DataException` if that can't be done.
  public void write(List<String> cells) {
    try {
      byte[] line = CsvLine.of(cells).getBytes(StandardCharsets.UTF_8);
      AtomicOutput.write(out, ByteBuffer.wrap(line));
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }
}
