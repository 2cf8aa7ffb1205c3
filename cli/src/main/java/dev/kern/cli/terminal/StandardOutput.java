package dev.kern.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output, which remembers why it could not be written: a [java.io.PrintWriter] only knows
/// that something went wrong, and [System#out] doesn't tell even that.
public final class StandardOutput extends Writer {
  private final Writer out =
      new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8);

  private volatile @Nullable IOException failure;

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(Action action) throws IOException {
    try {
      action.run();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    attempt(() -> out.write(text, from, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(out::flush);
  }

  @Override
  public void close() throws IOException {
    attempt(out::close);
  }

  /// Why it could not be written, if so.
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }
}
