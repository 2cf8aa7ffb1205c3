package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.StoredNumbers;
import dev.kern.data.pickle.ArrayValue.Layout;

/// Streams the numbers of an array, in the order in which they are stored, chunk by chunk.
final class ArrayReader {
  private static final int CHUNK = 1 << 18; // bytes: stays in the second-level cache

  private final Layout layout;
  private final DecodedBytes payload;
  private final byte[] chunk;
  private final int bytes;
  private long left;

  /// @param bytes per number
  ArrayReader(Content content, Layout layout, int bytes) {
    StringValue data = layout.data();
    this.layout = layout;
    this.payload = new DecodedBytes(content, data.encoding(), data.at(), data.length());
    this.bytes = bytes;
    this.left = layout.size();
    this.chunk = new byte[(int) Math.min(CHUNK, left * bytes)];
  }

  /// Reads all numbers; fails, naming `place`, if the data turns out to be shorter or longer than
  /// the array.
  void read(String place, StoredNumbers.Sink sink) {
    long from = 0;
    while (left > 0) {
      int count = (int) Math.min(chunk.length / bytes, left);
      int read = payload.read(chunk, count * bytes);
      if (read < count * bytes) {
        throw wrongLength(place, from * bytes + read);
      }
      sink.take(chunk, count, from);
      left -= count;
      from += count;
    }
    if (!payload.done()) {
      throw wrongLength(place, -1);
    }
  }

  private DataException wrongLength(String place, long there) {
    return Problem.at(place, "the array's shape doesn't match its data")
        .given(layout.describe() + " and " + (there < 0 ? "more" : Problem.count(there)) + " bytes")
        .expected(Problem.count(layout.size() * bytes) + " bytes")
        .fix("download or copy the file again, or write it again with pickle.dump");
  }
}
