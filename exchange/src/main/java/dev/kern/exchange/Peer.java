package dev.kern.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Another rank and what is on its way to it and from it: messages of a number, which both sides
/// count alike, and floats, little-endian.
final class Peer {
  private static final int HEAD = Integer.BYTES;

  final int rank;
  final SocketChannel channel;

  /// The first of the numbers that it adds up for all.
  final int from;

  /// How many these are.
  final int part;

  /// The place of its first root among all.
  final int first;

  /// How many roots it has.
  final int roots;

  private final ByteBuffer out;
  private final FloatBuffer outFloats;
  private final ByteBuffer in;
  private final FloatBuffer inFloats;
  private int number;
  private int given;
  private @Nullable SelectionKey key;

  /// @param most the most floats that go out at once
  /// @param mostBack the most that come in
  Peer(
      int rank,
      SocketChannel channel,
      int from,
      int part,
      int first,
      int roots,
      int most,
      int mostBack) {
    this.rank = rank;
    this.channel = channel;
    this.from = from;
    this.part = part;
    this.first = first;
    this.roots = roots;
    out = buffer(most);
    outFloats = floats(out);
    in = buffer(mostBack);
    inFloats = floats(in);
  }

  private static ByteBuffer buffer(int floats) {
    int bytes = Math.addExact(HEAD, Math.multiplyExact(Float.BYTES, floats));
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static FloatBuffer floats(ByteBuffer buffer) {
    return buffer
        .slice(HEAD, buffer.capacity() - HEAD)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  void register(Selector selector) throws ClosedChannelException {
    key = channel.register(selector, 0);
  }

  /// Begins messages in both directions.
  ///
  /// @param count the same at both ends
  void begin(int count) {
    number = count;
    given = 0;
    out.clear().putInt(0, count);
  }

  /// Adds floats to the message that goes out.
  void give(float[] numbers, int at, int count) {
    outFloats.put(given, numbers, at, count);
    given += count;
    out.limit(HEAD + given * Float.BYTES);
  }

  /// Says how many floats come back.
  void expect(int count) {
    in.clear().limit(HEAD + count * Float.BYTES);
  }

  /// Whether all is sent and received.
  boolean done() {
    return !out.hasRemaining() && !in.hasRemaining();
  }

  /// Sends and receives what is possible without waiting; whether anything was.
  boolean move() throws IOException {
    int moved = 0;
    if (out.hasRemaining()) {
      moved += channel.write(out);
    }
    if (in.hasRemaining()) {
      int got = channel.read(in);
      if (got < 0) {
        throw new EOFException("it closed the connection");
      }
      moved += got;
      if (!in.hasRemaining() && in.getInt(0) != number) {
        throw new EOFException(
            "it is at message %d, this one at %d".formatted(in.getInt(0), number));
      }
    }
    return moved > 0;
  }

  /// Tells the selector what is waited for.
  void want() {
    int ops =
        (out.hasRemaining() ? SelectionKey.OP_WRITE : 0)
            | (in.hasRemaining() ? SelectionKey.OP_READ : 0);
    Objects.requireNonNull(key).interestOps(ops);
  }

  /// Takes the floats that came.
  void take(float[] into, int at, int count) {
    inFloats.get(0, into, at, count);
  }
}
