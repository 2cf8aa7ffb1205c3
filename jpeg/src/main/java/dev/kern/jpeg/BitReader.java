package dev.kern.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads the bits of a scan, up to the marker after them.
///
/// After the last bit it returns zeros endlessly, to keep lookahead simple; [#check] fails if any
/// of them were used as data.
final class BitReader {
  /// Unused bytes allowed before a marker: some cameras leave a few.
  static final int HARMLESS = 3;

  private static final int MARKER = 0xff;
  private static final int RESTART = 0xd0;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final ByteReader bytes;
  private final byte[] content;
  private int at;
  private long buffer; // the lowest count bits of it are next
  private int count;
  private int made; // of those, the last ones that are zeros from behind the end
  private boolean ended;

  /// The bits from the next byte on.
  BitReader(ByteReader bytes) {
    this.bytes = bytes;
    this.content = bytes.content();
    this.at = bytes.at();
  }

  private void fill() {
    if (!ended && count < Long.SIZE - Byte.SIZE && at + Long.BYTES <= content.length) {
      long bytes = (long) LONGS.get(content, at);
      if (holdsNoMarker(bytes)) {
        int some = (Long.SIZE - 1 - count) >>> 3; // one to seven bytes
        buffer = (buffer << (some * Byte.SIZE)) | (bytes >>> (Long.SIZE - some * Byte.SIZE));
        at += some;
        count += some * Byte.SIZE;
        return;
      }
    }
    fillByByte();
  }

  /// Whether none of eight bytes is that of a marker.
  ///
  /// Source: Warren, "Hacker's Delight", section 6-1, for zero bytes; here of the complement.
  private static boolean holdsNoMarker(long bytes) {
    return ((~bytes - 0x0101010101010101L) & bytes & 0x8080808080808080L) == 0;
  }

  private void fillByByte() {
    while (count <= Long.SIZE - Byte.SIZE) {
      int next = 0;
      if (!ended && at < content.length && content[at] != (byte) MARKER) {
        next = content[at++] & 0xff;
      } else if (!ended && at + 1 < content.length && content[at + 1] == 0) {
        next = MARKER; // which is stuffed with a zero
        at += 2;
      } else {
        ended = true;
        made += Byte.SIZE;
      }
      buffer = (buffer << Byte.SIZE) | next;
      count += Byte.SIZE;
    }
  }

  /// The next 1 to 16 bits as a number.
  int next(int length) {
    if (count < length) {
      fill();
    }
    count -= length;
    return (int) (buffer >>> count) & ((1 << length) - 1);
  }

  /// Passes over the next 1 to 16 bits.
  void skip(int length) {
    if (count < length) {
      fill();
    }
    count -= length;
  }

  /// The next bits as a difference: the lower half of the numbers of a length are negative ones.
  ///
  /// Source: T.81, section F.2.2.1, "EXTEND".
  int nextSigned(int length) {
    int bits = next(length);
    return bits < 1 << (length - 1) ? bits - (1 << length) + 1 : bits;
  }

  /// The symbol of the next code.
  int symbol(HuffmanTable table) throws JpegException {
    if (count < 32) { // a code and the number behind it
      fill();
    }
    int found = table.find((int) (buffer >>> (count - 16)) & 0xffff);
    if (found == 0) {
      check();
      throw broken("invalid Huffman code");
    }
    count -= found >>> 8;
    return found & 0xff;
  }

  /// Fails if more was read than there is.
  void check() throws JpegException {
    if (count < made) {
      throw broken("the data of a scan ends too early");
    }
  }

  /// Skips a restart marker.
  ///
  /// @param number how many there were before
  void restart(int number) throws JpegException {
    end();
    int code = bytes.left() >= 2 ? content[bytes.at() + 1] & 0xff : 0;
    if (code != RESTART + (number & 7)) {
      throw bytes.broken("missing restart marker");
    }
    at = bytes.at() + 2;
    buffer = 0;
    count = 0;
    made = 0;
    ended = false;
  }

  /// Moves to the marker after these bits; fails if data remain.
  void end() throws JpegException {
    fill();
    check();
    if (count - made >= (HARMLESS + 1) * Byte.SIZE) {
      throw broken("a scan has more data than its blocks need");
    }
    while (at + 1 < content.length && content[at + 1] == (byte) MARKER) {
      at++; // fill bytes, of which there may be any number
    }
    bytes.seek(at);
  }

  /// Ends the bits that the last block needs, as [#end] does; returns how many whole bytes of the
  /// scan are left before the next marker or the place that is moved to.
  int endOfLast() throws JpegException {
    fill();
    check();
    bytes.seek(at);
    return Math.floorDiv(count - made, Byte.SIZE);
  }

  JpegException broken(String what) {
    bytes.seek(at - Math.floorDiv(Math.max(0, count - made), Byte.SIZE));
    return bytes.broken(what);
  }
}
