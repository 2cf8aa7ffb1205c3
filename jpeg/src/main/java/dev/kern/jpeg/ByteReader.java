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

  /// Whether these bytes are at a place of the file.
  boolean isAt(int place, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (place + i >= content.length || (content[place + i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /// The length of a segment of another program (APPn) or a comment that begins at a place of the
  /// file, with its marker; 0 if none does, or it isn't whole.
  int segmentOfOthers(int place) {
    int code = place + 3 < content.length ? content[place + 1] & 0xff : 0;
    if (!isAt(place, 0xff) || !((code >= 0xe0 && code <= 0xef) || code == 0xfe)) {
      return 0;
    }
    int length = 2 + ((content[place + 2] & 0xff) << 8 | (content[place + 3] & 0xff));
    return length >= 4 && length <= content.length - place ? length : 0;
  }

  /// An exception for damage before the next byte.
  JpegException broken(String what) {
    return JpegException.damaged(at, what);
  }
}
