package dev.kern.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client's connection, with a deadline for each wait for the client.
///
/// Helidon reads and answers requests on the connection's thread. It never ends a body that stalls
/// or trickles, so all bytes come through [#receive], where the [Watchdog] can interrupt the
/// thread, which closes the channel.
final class ClientConnection implements ServerConnection, InterruptableTask<Void> {
  /// The connection of the current thread.
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  private static final byte[] TIMEOUT = lastWords("408 Request Timeout");
  private static final byte[] FULL = lastWords("503 Service Unavailable\r\nRetry-After: 1");

  /// How long the rest of a refused body is read, because a client that is still sending sees a
  /// reset instead of the answer if the channel is closed at once; and how long telling a client
  /// that it was too slow may take.
  private static final long LINGER = Duration.ofSeconds(1).toNanos();

  /// What a chunk has beside its bytes, at most.
  private static final long CHUNK_FRAME = 16;

  /// What the thread waits for, whenever it waits for the client.
  private enum Phase {
    /// The first byte of the next request.
    IDLE,
    /// The rest of the request.
    RECEIVING,
    /// Room for the answer.
    SENDING,
    /// The rest of a refused request, which is dropped.
    LINGERING
  }

  private final ConnectionContext context;
  private final Limits limits;
  private final Watchdog watchdog;
  private final ServerConnection http;
  private final ReentrantLock lock = new ReentrantLock();
  private final long mostBytes;

  private volatile @Nullable Thread thread;
  private volatile @Nullable Thread farewell;
  private volatile boolean closing;
  private volatile @Nullable Runnable onClose;

  private volatile long deadline;

  // Guarded by the lock.
  private Phase phase = Phase.IDLE;
  private boolean blocked;
  private boolean expired;

  // Of the connection's thread only.
  private long received;
  private boolean lingering;

  ClientConnection(
      ConnectionContext context,
      Http1ConnectionSelector selector,
      Limits limits,
      Watchdog watchdog) {
    this.context = context;
    this.limits = limits;
    this.watchdog = watchdog;
    this.mostBytes = limits.body() + limits.headers() + CHUNK_FRAME * limits.chunks() + (64 << 10);
    this.deadline = System.nanoTime() + limits.idle().toNanos();
    this.http = selector.connection(new ReadingContext(context, DataReader.create(this::receive)));
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    thread = Thread.currentThread();
    watchdog.add(this);
    try {
      if (watchdog.isFull()) {
        refuse();
        return;
      }
      ScopedValue.where(CURRENT, this)
          .call(
              () -> {
                http.handle(limit);
                return null;
              });
    } finally {
      linger();
      watchdog.remove(this);
    }
  }

  private static byte[] lastWords(String status) {
    String answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    return answer.getBytes(StandardCharsets.US_ASCII);
  }

  /// Turns a client away that is one too many. One that encrypts gets no words, because these would
  /// take a handshake.
  private void refuse() {
    if (!context.isSecure()) {
      send(() -> context.dataWriter().writeNow(BufferData.create(FULL)));
      lingering = !watchdog.isFlooded();
    }
  }

  /// Whether the connection is to be closed after the current answer.
  boolean isClosing() {
    return closing || watchdog.isClosing();
  }

  /// Whether the client's time to send or take something ran out.
  boolean isExpired() {
    lock.lock();
    try {
      return expired;
    } finally {
      lock.unlock();
    }
  }

  /// What ends the current answer early if the server closes; null for nothing.
  void onClose(@Nullable Runnable action) {
    onClose = action;
    if (action != null && isClosing()) {
      action.run();
    }
  }

  /// Reads on for a moment before closing, so that a client that is still sending sees the answer.
  void lingerAtEnd() {
    lingering = true;
  }

  /// A request's headers have been read. They may have come with the request before, so that no
  /// byte was waited for.
  void begin() {
    lock.lock();
    try {
      startReceiving();
    } finally {
      lock.unlock();
    }
  }

  /// Sends something to the client, which must take it before the deadline.
  ///
  /// Fails with [CloseConnectionException] if the connection broke or the client was too slow.
  void send(Runnable sending) {
    enter(Phase.SENDING, limits.request().toNanos());
    block(
        () -> {
          sending.run();
          return Boolean.TRUE;
        });
  }

  /// The request has been answered; the next one may come.
  void answered() {
    received = 0;
    enter(Phase.IDLE, limits.idle().toNanos());
  }

  private byte[] receive() {
    byte[] bytes = block(context.serverSocket());
    if (bytes == null) {
      throw new CloseConnectionException("the client closed the connection");
    }
    received += bytes.length;
    if (received > mostBytes) {
      throw RequestException.builder()
          .type(DirectHandler.EventType.BAD_REQUEST)
          .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
          .message("the request is too large")
          .build();
    }
    lock.lock();
    try {
      startReceiving();
    } finally {
      lock.unlock();
    }
    return bytes;
  }

  private void startReceiving() {
    if (phase == Phase.IDLE) {
      phase = Phase.RECEIVING;
      deadline = System.nanoTime() + limits.request().toNanos();
    }
  }

  private void enter(Phase next, long nanos) {
    lock.lock();
    try {
      phase = next;
      deadline = System.nanoTime() + nanos;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the client.
  private <T> @Nullable T block(Supplier<? extends @Nullable T> waiting) {
    lock.lock();
    try {
      if (!expired && System.nanoTime() - deadline > 0) {
        expired = true;
        farewell = Thread.currentThread();
        sayTimeout();
      }
      refuseIfOver();
      blocked = true;
    } finally {
      lock.unlock();
    }
    @Nullable T result;
    try {
      result = waiting.get();
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the connection broke", e);
    } finally {
      unblock();
    }
    lock.lock();
    try {
      refuseIfOver();
    } finally {
      lock.unlock();
    }
    return result;
  }

  /// The wait is over; the watchdog interrupts the thread no more.
  private void unblock() {
    lock.lock();
    try {
      blocked = false;
      boolean _ = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfOver() {
    if (expired) {
      throw new CloseConnectionException("the client was too slow");
    }
    if (phase == Phase.IDLE && isClosing()) {
      throw new CloseConnectionException("the server is closing");
    }
  }

  /// Ends the wait for the client if its deadline has passed. Called by the watchdog, and never
  /// blocks.
  void check(long now) {
    Thread speaking = farewell;
    if (speaking != null) {
      if (now - deadline > LINGER) {
        speaking.interrupt();
        interrupt();
      }
      return;
    }
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (!blocked || expired || now - deadline < 0) {
        return;
      }
      expired = true;
      if (phase == Phase.RECEIVING && !context.isSecure()) {
        farewell = watchdog.start(this::bidFarewell);
      } else {
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void bidFarewell() {
    lock.lock();
    try {
      if (blocked) {
        sayTimeout();
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void sayTimeout() {
    if (phase == Phase.RECEIVING) {
      try {
        context.dataWriter().writeNow(BufferData.create(TIMEOUT));
      } catch (RuntimeException e) {
        // The client is gone: nothing to tell it.
      }
    }
  }

  private void interrupt() {
    Thread current = thread;
    if (current != null) {
      current.interrupt();
    }
  }

  private void linger() {
    if (!lingering || isExpired()) {
      return;
    }
    enter(Phase.LINGERING, LINGER);
    try {
      byte[] rest;
      do {
        rest = block(context.serverSocket());
      } while (rest != null);
    } catch (CloseConnectionException e) {
      // Enough.
    }
  }

  @Override
  public boolean canInterrupt() {
    lock.lock();
    try {
      return blocked && phase == Phase.IDLE;
    } finally {
      lock.unlock();
    }
  }

  /// The watchdog ends idle connections; Helidon needn't.
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    closing = true;
    Runnable action = onClose;
    if (action != null) {
      action.run();
    }
    lock.lock();
    try {
      if (blocked && (interrupt || phase == Phase.IDLE)) {
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
