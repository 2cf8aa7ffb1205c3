package dev.kern.data.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/// Writes a tar file: names of more than 100 bytes in a header of their own before the file's.
///
/// Source: POSIX, `pax`, "ustar Interchange Format" and "pax Header Block".
public final class TarWriter implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;

  private final OutputStream out;

  /// Writes to a stream, which is closed at the end.
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Adds a file, or a folder, whose name ends in a slash and which holds nothing.
  public void add(String name, byte[] content) throws IOException {
    byte[] bytes = name.getBytes(UTF_8);
    if (bytes.length > NAME_BYTES) {
      block("pax", 'x', pathRecord(name));
    }
    block(bytes.length > NAME_BYTES ? "long" : name, name.endsWith("/") ? '5' : '0', content);
  }

  /// `30 path=letters/A/1.png`: the length counts its own digits.
  private static byte[] pathRecord(String name) {
    String rest = " path=" + name + "\n";
    int bytes = rest.getBytes(UTF_8).length;
    int length = bytes + Integer.toString(bytes).length();
    if (Integer.toString(length).length() > Integer.toString(bytes).length()) {
      length++;
    }
    return (length + rest).getBytes(UTF_8);
  }

  private void block(String name, char type, byte[] content) throws IOException {
    byte[] header = new byte[BLOCK];
    put(header, 0, name.getBytes(UTF_8));
    text(header, 100, type == '5' ? "0000755" : "0000644");
    text(header, 108, "0000000"); // owner and group
    text(header, 116, "0000000");
    text(header, 124, String.format(Locale.ROOT, "%011o", content.length));
    text(header, 136, "00000000000"); // the time: none, so that equal data gives equal files
    text(header, 148, "        ");
    header[156] = (byte) type;
    text(header, 257, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    text(header, 148, String.format(Locale.ROOT, "%06o\0", sum));
    out.write(header);
    out.write(content);
    out.write(new byte[-content.length & (BLOCK - 1)]);
  }

  private static void text(byte[] header, int at, String text) {
    put(header, at, text.getBytes(US_ASCII));
  }

  private static void put(byte[] header, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
