package dev.kern.web;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Events for any number of clients (server-sent events).
///
/// The newest are kept. A client gets all that are kept, or those after the last one it has seen;
/// one that is too slow, or comes back too late, misses the oldest and is told so by an event of
/// type `missed`. Publishing never waits for a client.
public final class EventFeed implements AutoCloseable {
  /// Tells ids of this feed from those of one before a restart.
  private final String name;

  private final int most;
  private final long heartbeatNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<byte[]> kept;

  // Guarded by the lock.
  private long count;
  private boolean closed;

  /// Events for a client, as bytes to send.
  ///
  /// @param frames each a whole event
  /// @param next the number of the first event that isn't among them
  /// @param closed whether there will be no more
  record Batch(List<byte[]> frames, long next, boolean closed) {}

  /// A feed that keeps some events for clients that come late.
  ///
  /// Fails with [IllegalArgumentException] if it would keep none.
  public EventFeed(int kept) {
    this(kept, Duration.ofSeconds(5));
  }

  /// The same with another time after which a client without news gets a sign of life, which also
  /// shows whether the client is still there.
  public EventFeed(int kept, Duration heartbeat) {
    if (kept < 1) {
      throw new IllegalArgumentException("a feed keeps at least one event, not " + kept);
    }
    this.heartbeatNanos = heartbeat.toNanos();
    byte[] bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    this.name = HexFormat.of().formatHex(bytes);
    this.most = kept;
    this.kept = new ArrayDeque<>(Math.min(kept, 1024));
  }

  /// Adds an event, unless the feed is closed.
  ///
  /// Fails with [IllegalArgumentException] if the type isn't one word.
  ///
  /// @param type what the page listens for
  /// @param data text of one or more lines
  public void publish(String type, String data) {
    if (type.isEmpty() || !type.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("the type of an event is a word, not '" + type + "'");
    }
    lock.lock();
    try {
      if (closed) {
        return;
      }
      kept.addLast(frame(id(++count), type, data));
      if (kept.size() > most) {
        kept.removeFirst();
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The id of the newest event, for a client that has seen everything up to it.
  public String lastId() {
    lock.lock();
    try {
      return id(count);
    } finally {
      lock.unlock();
    }
  }

  /// Ends the streams of all clients once they have got what is there.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Wakes the clients' threads, so that they see whether their connections are closing.
  void wake() {
    lock.lock();
    try {
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The number of the first event for a client.
  ///
  /// @param lastId the last one that it has seen; empty for none
  long firstFor(String lastId) {
    lock.lock();
    try {
      if (lastId.isEmpty()) {
        return oldest();
      }
      long last = number(lastId);
      return last < 0 || last > count ? 0 : last + 1;
    } finally {
      lock.unlock();
    }
  }

  /// Events from a number on; waits for the first one until the next sign of life is due.
  ///
  /// @param over whether the client needs no more, seen only when it is woken
  Batch await(long next, BooleanSupplier over) throws InterruptedException {
    lock.lock();
    try {
      long left = heartbeatNanos;
      while (next > count && !closed && left > 0 && !over.getAsBoolean()) {
        left = news.awaitNanos(left);
      }
      if (next > count) {
        return new Batch(List.of(), next, closed);
      }
      List<byte[]> frames = new ArrayList<>();
      long from = Math.max(next, oldest());
      if (next < from) {
        frames.add(frame(id(from - 1), "missed", ""));
      }
      kept.stream().skip(from - oldest()).forEach(frames::add);
      return new Batch(frames, count + 1, closed);
    } finally {
      lock.unlock();
    }
  }

  private long oldest() {
    return count - kept.size() + 1;
  }

  private String id(long number) {
    return name + "-" + number;
  }

  private long number(String id) {
    if (!id.startsWith(name + "-")) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(name.length() + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static byte[] frame(String id, String type, String data) {
    StringBuilder frame = new StringBuilder(data.length() + 64);
    frame.append("id: ").append(id).append("\nevent: ").append(type).append('\n');
    data.lines().forEach(line -> frame.append("data: ").append(line).append('\n'));
    if (data.isEmpty()) {
      frame.append("data:\n");
    }
    return frame.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
