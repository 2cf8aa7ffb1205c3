package dev.kern.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sums arrays over all ranks, again and again; see [Meeting].
///
/// Each rank adds up a part of the numbers for all (reduce-scatter), and sends the sums to the
/// others (all-gather), over a connection with each of them. A sum allocates nothing.
///
/// Used by one thread. An interrupt ends a sum with [ExchangeException].
public final class Exchange implements AutoCloseable {
  /// So long it looks again and again before it sleeps: about as long as an answer takes that is on
  /// its way. Longer would take the processor from the rank that is waited for.
  private static final long SPIN_NANOS = 20_000;

  private final int rank;
  private final int length;
  private final long timeoutNanos;
  private final int roots;
  private final List<Peer> peers = new ArrayList<>();
  private final Selector selector;
  private final Ignoring ready = new Ignoring();
  private final int[] additions;
  private final int from; // of this rank's part
  private final int part; // how many numbers it has
  private final int first; // the place of this rank's roots among all
  private final float[] gathered; // all roots of this rank's part
  private int sums;

  Exchange(int rank, @Nullable SocketChannel[] channels, SumTree tree, int length, Duration timeout)
      throws IOException {
    this.rank = rank;
    this.length = length;
    timeoutNanos = timeout.toNanos();
    int ranks = channels.length;
    from = start(rank, ranks);
    part = start(rank + 1, ranks) - from;
    selector = Selector.open();
    List<SumTree.Node> all = new ArrayList<>();
    int[] firsts = new int[ranks + 1];
    for (int other = 0; other < ranks; other++) {
      all.addAll(tree.roots(tree.share(other, ranks)));
      firsts[other + 1] = all.size();
    }
    first = firsts[rank];
    roots = firsts[rank + 1] - first;
    additions = tree.additions(all);
    gathered = new float[Math.multiplyExact(all.size(), part)];
    for (int other = 0; other < ranks; other++) {
      SocketChannel channel = channels[other];
      if (channel != null) {
        int begin = start(other, ranks);
        Peer peer =
            new Peer(
                other,
                channel,
                begin,
                start(other + 1, ranks) - begin,
                firsts[other],
                firsts[other + 1] - firsts[other],
                Math.max(roots * (start(other + 1, ranks) - begin), part),
                Math.max(
                    (firsts[other + 1] - firsts[other]) * part, start(other + 1, ranks) - begin));
        peer.register(selector);
        peers.add(peer);
      }
    }
  }

  private int start(int other, int ranks) {
    return (int) ((long) other * length / ranks);
  }

  /// What is ready is found by trying; a set of keys would be allocated.
  private static final class Ignoring implements Consumer<SelectionKey> {
    @Override
    public void accept(SelectionKey key) {}
  }

  /// How many sums of its own groups a rank brings: those of the [SumTree#roots] of its share.
  public int roots() {
    return roots;
  }

  /// Adds up what all ranks bring; each of them calls it as often.
  ///
  /// Fails with [ExchangeException] if a rank is gone or doesn't answer in time, or the thread is
  /// interrupted; the exchange is closed then.
  ///
  /// @param own the sums of this rank's [#roots], `[roots, length]`, as [TreeSum#array] has them
  /// @param total gets the sum of all groups, `[length]`, the same bits at each rank
  public void sum(float[] own, float[] total) {
    if (own.length < roots * length || total.length != length) {
      throw new IllegalArgumentException(
          "the arrays have %d and %d numbers; expected at least %d x %d, and %d"
              .formatted(own.length, total.length, roots, length, length));
    }
    sums++;
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      peer.begin(sums);
      for (int root = 0; root < roots; root++) {
        peer.give(own, root * length + peer.from, peer.part);
      }
      peer.expect(peer.roots * part);
    }
    transfer();
    for (int root = 0; root < roots; root++) {
      System.arraycopy(own, root * length + from, gathered, (first + root) * part, part);
    }
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      peer.take(gathered, peer.first * part, peer.roots * part);
    }
    for (int i = 0; i < additions.length; i += 2) {
      add(additions[i] * part, additions[i + 1] * part);
    }
    System.arraycopy(gathered, 0, total, from, part);
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      peer.begin(-sums);
      peer.give(gathered, 0, part);
      peer.expect(peer.part);
    }
    transfer();
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get(i);
      peer.take(total, peer.from, peer.part);
    }
  }

  private void add(int to, int other) {
    for (int i = 0; i < part; i++) {
      gathered[to + i] += gathered[other + i];
    }
  }

  /// Sends and receives until all is there.
  private void transfer() {
    long begin = System.nanoTime();
    long moved = begin;
    try {
      Meeting.failIfInterrupted(rank); // here too: where all is there at once, it never sleeps
      while (true) {
        boolean moving = false;
        boolean done = true;
        for (int i = 0; i < peers.size(); i++) {
          Peer peer = peers.get(i);
          moving |= peer.move();
          done &= peer.done();
        }
        if (done) {
          return;
        }
        long now = System.nanoTime();
        if (moving) {
          moved = now;
        } else if (now - moved < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          sleep(now - begin);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      ExchangeException failure = failure(e);
      close();
      throw failure;
    } catch (ExchangeException e) {
      close();
      throw e;
    }
  }

  private void sleep(long waited) throws IOException {
    long left = timeoutNanos - waited;
    if (left <= 0) {
      Peer silent = silent();
      throw new ExchangeException(
          ExchangeException.Fault.SILENT,
          silent.rank,
          """
          exchange, rank %d: rank %d didn't answer in time
            given     nothing more for %d ms
            fix       end it, and go on from the last checkpoint with those that are left\
          """
              .formatted(rank, silent.rank, timeoutNanos / 1_000_000));
    }
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).want();
    }
    selector.select(ready, Math.max(1, left / 1_000_000));
    Meeting.failIfInterrupted(rank);
  }

  /// The first peer that something is still to come from, or to go to.
  private Peer silent() {
    return peers.stream().filter(peer -> !peer.done()).findFirst().orElseThrow();
  }

  private ExchangeException failure(Exception e) {
    Peer gone = silent();
    return new ExchangeException(
        gone.rank,
        """
        exchange, rank %d: rank %d is gone: %s
          fix       go on from the last checkpoint with those that are left\
        """
            .formatted(rank, gone.rank, e.getMessage()),
        e);
  }

  /// Closes the connections; the others' sums fail then.
  @Override
  public void close() {
    for (Peer peer : peers) {
      close(peer.channel);
    }
    try {
      selector.close();
    } catch (IOException e) {
      throw new ExchangeException(-1, "exchange: the selector can't be closed", e);
    }
  }

  static void close(@Nullable SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException _) {
        // It is given up anyway.
      }
    }
  }
}
