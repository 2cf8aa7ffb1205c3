package dev.kern.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door of a rank before the exchange begins: a port that the others are told of.
///
/// ```java
/// try (Meeting meeting = Meeting.open(host);
///     Exchange exchange = meeting.join(rank, allAddresses, "model 12ab, data 34cd", tree, length, wait)) {
///   exchange.sum(roots, total);
/// }
/// ```
///
/// Used by one thread.
public final class Meeting implements AutoCloseable {
  private static final int MAGIC = 0x4b45584a;
  private static final int LONGEST_TERMS = 4096;
  private static final int GREETING = 4 * Integer.BYTES;
  private static final int RETRY_MILLIS = 20;

  /// So long a visitor may be silent.
  private static final long GREETING_NANOS = 2_000_000_000;

  private final ServerSocketChannel door;

  private Meeting(ServerSocketChannel door) {
    this.door = door;
  }

  /// Opens a free port.
  ///
  /// Fails with [ExchangeException] if there is none.
  ///
  /// @param host the address by which the others reach this machine
  public static Meeting open(InetAddress host) {
    try {
      ServerSocketChannel door = ServerSocketChannel.open();
      try {
        door.bind(new InetSocketAddress(host, 0));
        door.configureBlocking(false);
        return new Meeting(door);
      } catch (IOException e) {
        door.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ExchangeException(
          -1,
          "exchange at %s: no port can be opened: %s\n  fix       give an address of this machine"
              .formatted(host, e.getMessage()),
          e);
    }
  }

  /// Where the others find it.
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) door.getLocalAddress();
    } catch (IOException e) {
      throw new ExchangeException(-1, "exchange: the port is closed", e);
    }
  }

  /// Connects with all other ranks.
  ///
  /// Fails with [ExchangeException] if one of them doesn't come in time, or comes on other terms.
  ///
  /// @param rank this one's place among the addresses
  /// @param ranks the addresses of all
  /// @param terms what must be the same for all if their sums are to mean anything, such as
  ///   versions and checksums, in words
  /// @param tree over all groups
  /// @param length how many numbers are summed
  /// @param timeout how long to wait for the others, here and in each sum
  public Exchange join(
      int rank,
      List<InetSocketAddress> ranks,
      String terms,
      SumTree tree,
      int length,
      Duration timeout) {
    String all =
        "%s; %d ranks, %d groups, %d numbers".formatted(terms, ranks.size(), tree.groups(), length);
    byte[] words = all.getBytes(StandardCharsets.UTF_8);
    if (words.length > LONGEST_TERMS) {
      throw new IllegalArgumentException(
          "the terms take %d bytes; expected at most %d; fix: checksums"
              .formatted(words.length, LONGEST_TERMS));
    }
    @Nullable SocketChannel[] peers = new SocketChannel[ranks.size()];
    long end = System.nanoTime() + timeout.toNanos();
    try {
      for (int other = 0; other < rank; other++) {
        peers[other] = connected(rank, other, ranks.get(other), words, end);
      }
      while (missing(peers, rank) >= 0) {
        admit(rank, peers, ranks, words, end);
      }
      return new Exchange(rank, peers, tree, length, timeout);
    } catch (RuntimeException e) {
      closeAll(peers);
      throw e;
    } catch (IOException e) {
      closeAll(peers);
      int other = missing(peers, rank);
      throw new ExchangeException(
          e instanceof SocketTimeoutException
              ? ExchangeException.Fault.SILENT
              : ExchangeException.Fault.GONE,
          other,
          "exchange, rank %d: connecting failed: %s".formatted(rank, e.getMessage()),
          e);
    }
  }

  private static int missing(@Nullable SocketChannel[] peers, int rank) {
    for (int other = 0; other < peers.length; other++) {
      if (other != rank && peers[other] == null) {
        return other;
      }
    }
    return -1;
  }

  /// A connection to a rank before this one, which may not have opened its door yet.
  private static SocketChannel connected(
      int rank, int other, InetSocketAddress address, byte[] terms, long end) throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.configureBlocking(false);
        channel.connect(address);
        try (Selector selector = Selector.open()) {
          SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
          while (!channel.finishConnect()) {
            expectTime(end, rank, other, address);
            await(selector, end, rank);
          }
          key.cancel();
        }
        greet(channel, rank, terms, end, address, other);
        expectTerms(read(channel, end, rank, other, address), terms, rank, other, address);
        return channel;
      } catch (ConnectException e) {
        channel.close();
        pause(end, rank, other, address);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  private static void pause(long end, int rank, int other, InetSocketAddress address) {
    expectTime(end, rank, other, address);
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    failIfInterrupted(rank);
  }

  /// Fails with [ExchangeException] if the thread is interrupted, and leaves it so.
  static void failIfInterrupted(int rank) {
    if (Thread.currentThread().isInterrupted()) {
      throw new ExchangeException(-1, "exchange, rank %d: interrupted".formatted(rank));
    }
  }

  private static void expectTime(long end, int rank, int other, InetSocketAddress address) {
    if (System.nanoTime() - end > 0) {
      throw new ExchangeException(
          ExchangeException.Fault.SILENT,
          other,
          "exchange, rank %d: rank %d at %s didn't come in time\n  fix       check that it runs, and that this machine reaches that address"
              .formatted(rank, other, address));
    }
  }

  private static void await(Selector selector, long end, int rank) throws IOException {
    selector.select(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    selector.selectedKeys().clear();
    failIfInterrupted(rank);
  }

  /// Lets in a rank behind this one; whoever else comes is sent away.
  private void admit(
      int rank,
      @Nullable SocketChannel[] peers,
      List<InetSocketAddress> ranks,
      byte[] terms,
      long end)
      throws IOException {
    int awaited = missing(peers, rank);
    InetSocketAddress place = ranks.get(awaited);
    SocketChannel channel;
    try (Selector selector = Selector.open()) {
      SelectionKey key = door.register(selector, SelectionKey.OP_ACCEPT);
      while ((channel = door.accept()) == null) {
        expectTime(end, rank, awaited, place);
        await(selector, end, rank);
      }
      key.cancel();
    }
    try {
      channel.configureBlocking(false);
      Greeting greeting = read(channel, soon(end), rank, awaited, place);
      boolean known =
          greeting.rank > rank && greeting.rank < peers.length && peers[greeting.rank] == null;
      if (greeting.magic != MAGIC || !known) {
        channel.close();
        return;
      }
      greet(channel, rank, terms, end, place, greeting.rank);
      expectTerms(greeting, terms, rank, greeting.rank, ranks.get(greeting.rank));
      peers[greeting.rank] = channel;
    } catch (IOException _) {
      channel.close(); // a stranger, or a rank that will be missed
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private record Greeting(int magic, int rank, String terms) {}

  private static void greet(
      SocketChannel channel, int rank, byte[] terms, long end, InetSocketAddress place, int other)
      throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    ByteBuffer greeting = ByteBuffer.allocate(GREETING + terms.length);
    greeting.putInt(MAGIC).putInt(rank).putInt(terms.length).putInt(0).put(terms).flip();
    while (greeting.hasRemaining()) {
      if (channel.write(greeting) == 0) {
        pause(end, rank, other, place);
      }
    }
  }

  /// The end of the time for a greeting of whoever has connected.
  private static long soon(long end) {
    long now = System.nanoTime();
    return now + Math.min(GREETING_NANOS, end - now);
  }

  private static Greeting read(
      SocketChannel channel, long end, int rank, int other, InetSocketAddress place)
      throws IOException {
    ByteBuffer head = filled(ByteBuffer.allocate(GREETING), channel, end, rank, other, place);
    int magic = head.getInt();
    int from = head.getInt();
    int length = head.getInt();
    if (magic != MAGIC || length < 0 || length > LONGEST_TERMS) {
      return new Greeting(0, -1, "");
    }
    ByteBuffer words = filled(ByteBuffer.allocate(length), channel, end, rank, other, place);
    return new Greeting(magic, from, new String(words.array(), StandardCharsets.UTF_8));
  }

  private static ByteBuffer filled(
      ByteBuffer buffer,
      SocketChannel channel,
      long end,
      int rank,
      int other,
      InetSocketAddress place)
      throws IOException {
    try (Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      while (buffer.hasRemaining()) {
        int got = channel.read(buffer);
        String from = "rank %d at %s ".formatted(other, place);
        if (got < 0) {
          throw new EOFException(from + "closed the connection");
        }
        if (got == 0 && System.nanoTime() - end > 0) {
          throw new SocketTimeoutException(from + "says nothing");
        }
        if (got == 0) {
          await(selector, end, rank);
        }
      }
      key.cancel();
    }
    return buffer.flip();
  }

  private static void expectTerms(
      Greeting greeting, byte[] terms, int rank, int other, InetSocketAddress place) {
    if (!Arrays.equals(greeting.terms.getBytes(StandardCharsets.UTF_8), terms)) {
      throw new ExchangeException(
          ExchangeException.Fault.DIFFERENT,
          other,
          """
          exchange, rank %d: rank %d at %s computes something else
            given     %s
            expected  %s
            fix       start all ranks with the same version, settings and data\
          """
              .formatted(
                  rank, other, place, greeting.terms, new String(terms, StandardCharsets.UTF_8)));
    }
  }

  private static void closeAll(@Nullable SocketChannel[] peers) {
    for (SocketChannel peer : peers) {
      Exchange.close(peer);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new ExchangeException(-1, "exchange: the port can't be closed", e);
    }
  }
}
