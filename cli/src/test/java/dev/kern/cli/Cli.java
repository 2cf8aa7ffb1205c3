package dev.kern.cli;

import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Commands as a user runs them, in this process.
final class Cli {
  private Cli() {}

  /// What a command left behind.
  ///
  /// @param status its exit status
  /// @param out what it printed to standard output
  /// @param err what it printed to standard error
  record Result(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Result run(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Kern.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Result(status, out.toString(), err.toString());
  }

  /// Writes a black image of 24-bit colours, a BMP file.
  static Path black(Path file, int width, int height) throws IOException {
    int size = 54 + height * Math.ceilDiv(3 * width, 4) * 4;
    ByteBuffer content = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    content.put((byte) 'B').put((byte) 'M').putInt(size).putInt(0).putInt(54);
    content.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 24);
    return Files.write(file, content.array());
  }

  /// 2,000 real letters to train on.
  static Path letters() {
    return Fixtures.letters();
  }
}
