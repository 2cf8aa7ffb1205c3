package dev.kern.data.jpeg;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.charset.StandardCharsets;

/// The bytes of a JPEG file or of a segment of it, read one after another.
final class Bytes {
  private final String name;
  private final byte[] content;
  private final int end;
  private int at;

  /// @param name the file's, for messages
  Bytes(String name, byte[] content) {
    this(name, content, 0, content.length);
  }

  private Bytes(String name, byte[] content, int at, int end) {
    this.name = name;
    this.content = content;
    this.at = at;
    this.end = end;
  }

  String name() {
    return name;
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

  int next() {
    if (at == end) {
      throw broken(end == content.length ? "the file ends too early" : "a segment is too short");
    }
    return content[at++] & 0xff;
  }

  int nextShort() {
    return (next() << 8) | next();
  }

  /// Whether this text comes next; passes over it if so.
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

  /// The segment that comes next, whose first two bytes are its length with them; passes over it.
  Bytes segment() {
    int length = nextShort() - 2;
    if (length < 0 || length > left()) {
      throw broken(
          "a segment of length "
              + Problem.count(length + 2)
              + " where "
              + Problem.count(left() + 2)
              + " bytes are left");
    }
    at += length;
    return new Bytes(name, content, at - length, at);
  }

  /// Says what is broken before the next byte.
  DataException broken(String what) {
    return Problem.at(name + ", byte " + Problem.count(at), "the picture is broken: " + what)
        .mend("download, copy or save it again");
  }
}
