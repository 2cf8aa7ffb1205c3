package dev.kern.data.hdf5;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of a file, little-endian, none of which is read without a look at the length.
///
/// @param name what messages call the file
/// @param content the bytes
@SuppressWarnings("ArrayRecordComponent") // never compared
record FileBytes(String name, byte[] content) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// Stands where there is no address.
  static final long NOWHERE = -1;

  /// Fails with `DataException` unless the file has these bytes.
  void expect(long at, long count, String what) {
    if (at < 0 || count < 0 || at > content.length - count) {
      throw Problem.at(name, "the file ends before " + what)
          .given("%s bytes from %s on".formatted(Problem.count(count), Problem.count(at)))
          .expected("at most %s bytes in all".formatted(Problem.count(content.length)))
          .fix("download or copy the file again");
    }
  }

  int one(long at) {
    expect(at, 1, "a number");
    return content[(int) at] & 0xff;
  }

  int two(long at) {
    return one(at) | one(at + 1) << 8;
  }

  long four(long at) {
    return two(at) | (long) two(at + 2) << 16;
  }

  long eight(long at) {
    expect(at, Long.BYTES, "a number");
    return (long) LONGS.get(content, (int) at);
  }

  /// Whether these letters stand there.
  boolean holds(long at, String letters) {
    for (int i = 0; i < letters.length(); i++) {
      if (at + i >= content.length || one(at + i) != letters.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Refuses a place where these letters don't stand.
  void expect(long at, String letters, String what) {
    if (!holds(at, letters)) {
      throw broken(at, what + " is not where the file says", "the letters " + letters);
    }
  }

  /// A text of so many bytes, or up to a zero among them.
  String text(long at, long length) {
    expect(at, length, "a text");
    int end = 0;
    while (end < length && content[(int) at + end] != 0) {
      end++;
    }
    return new String(content, (int) at, end, StandardCharsets.UTF_8);
  }

  DataException broken(long at, String what, String expected) {
    return Problem.at("%s, byte %s".formatted(name, Problem.count(at)), what)
        .expected(expected)
        .fix("download or copy the file again, or save the model again in Keras");
  }
}
