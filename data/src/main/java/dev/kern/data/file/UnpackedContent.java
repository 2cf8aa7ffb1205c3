package dev.kern.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Content that is unpacked as it is read, and from the start again to go back.
abstract sealed class UnpackedContent extends Content permits GzipContent, ZippedContent {
  /// Bytes that may come out of however few.
  static final long LEAST_GROWN = 56L << 20;

  private static final int MOST_GROWTH = 200;

  private final byte[] scratch = new byte[1 << 16];
  private @Nullable InputStream unpacked;
  private long unpackedBytes; // where the stream stands
  private long length = -1; // known once the end was seen

  UnpackedContent(Path path) {
    super(path);
  }

  /// A stream of the unpacked content from its start.
  abstract InputStream open() throws IOException;

  /// Unpacks some more by [#readOn], and checks what comes.
  abstract int unpack(byte[] into, int at, int count) throws IOException;

  @Override
  int fill(long position, byte[] into, int at, int count) throws IOException {
    return position == length || advance(position) < position ? -1 : unpack(into, at, count);
  }

  @Override
  long reach(long position) throws IOException {
    return length >= 0 ? Math.min(position, length) : advance(position);
  }

  /// Moves the stream to the position, or to the end if that comes first.
  private long advance(long position) throws IOException {
    if (unpackedBytes > position) {
      restart();
    }
    while (unpackedBytes < position) {
      int want = (int) Math.min(scratch.length, position - unpackedBytes);
      if (unpack(scratch, 0, want) < 0) {
        break;
      }
    }
    return unpackedBytes;
  }

  /// Reads on where the stream stands; -1 at its end.
  final int readOn(byte[] into, int at, int count) throws IOException {
    InputStream stream = unpacked == null ? restart() : unpacked;
    int read = stream.read(into, at, count);
    if (read < 0) {
      length = unpackedBytes;
    } else {
      unpackedBytes += read;
    }
    return read;
  }

  /// How many bytes have been unpacked up to where the stream stands.
  final long unpackedBytes() {
    return unpackedBytes;
  }

  /// Fails if more has come out of so many packed bytes than images can be packed into.
  ///
  /// @param what the file in words
  /// @param tool the program that unpacks it
  final void checkGrowth(String what, long packed, String tool) {
    if (unpackedBytes > LEAST_GROWN + MOST_GROWTH * packed) {
      throw Problem.at(place(unpackedBytes), what + " expands far more than image data can")
          .given(Problem.count(packed) + " bytes, unpacked to " + Problem.count(unpackedBytes))
          .expected("at most " + MOST_GROWTH + " times the packed size")
          .fix("unpack it yourself (%s) if you trust it".formatted(tool));
    }
  }

  private InputStream restart() throws IOException {
    closeStream();
    unpackedBytes = 0;
    InputStream stream = open();
    unpacked = stream;
    return stream;
  }

  /// Closes the stream, which frees the native inflater.
  final void closeStream() throws IOException {
    InputStream stream = unpacked;
    if (stream != null) {
      unpacked = null;
      stream.close();
    }
  }
}
