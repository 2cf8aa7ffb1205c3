package dev.kern.jpeg;

import java.nio.charset.StandardCharsets;

/// The bytes of a JPEG file or of a segment of it, read sequentially.
final class ByteReader {
  private final byte[] content;
  private final int end;
  private int at;

  ByteReader(byte[] content) {
    this(content, 0, content.length);
  }

  private ByteReader(byte[] content, int at, int end) {
    this.content = content;
    this.at = at;
    this.end = end;
  }

  byte[] content() {
    return content;
  }

  /// Where the next byte is.
  int at() {
    return at;
  }

  void seek(int place) {
    at = place;
  }

  int left() {
    return end - at;
  }

  int next() throws JpegException {
    if (at == end) {
      throw broken(end == content.length ? "unexpected end of file" : "a segment is too short");
    }
    return content[at++] & 0xff;
  }

  int nextShort() throws JpegException {
    return (next() << 8) | next();
  }

  /// Whether this text comes next; skips it if so.
  boolean skips(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < ascii.length; i++) {
      if (i >= left() || content[at + i] != ascii[i]) {
        return false;
      }
    }
    at += ascii.length;
    return true;
  }

  /// The next segment, which starts with its length in two bytes (included in the length); skips
  /// it.
  ByteReader segment() throws JpegException {
    int length = nextShort() - 2;
    if (length < 0 || length > left()) {
      throw broken(
          "a segment of length "
              + JpegException.count(length + 2)
              + ", but only "
              + JpegException.count(left() + 2)
              + " bytes are left");
    }
    at += length;
    return new ByteReader(content, at - length, at);
  }

  /// An exception for damage before the next byte.
  JpegException broken(String what) {
    return JpegException.damaged(at, what);
  }
}
