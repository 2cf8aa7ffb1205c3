package dev.kern.serve;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// Clients that ask a server the same all together, each on a connection of its own, with one
/// request at a time.
///
/// On platform threads, which don't take turns with the server's.
public final class Crowd {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final String LENGTH = "content-length:";

  private final int port;
  private final byte[] request;
  private final long begin = System.nanoTime();
  private final double nanosApart;
  private final AtomicLong next = new AtomicLong();
  private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
  private final Times answered = new Times();
  private final Times refused = new Times();
  private final ExecutorService threads;
  private final List<Future<?>> clients = new ArrayList<>();
  private volatile boolean over;

  private Crowd(int port, byte[] request, int clients, double perSecond) {
    this.port = port;
    this.request = request;
    this.nanosApart = NANOS_PER_SECOND / perSecond;
    this.threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      this.clients.add(threads.submit(this::client));
    }
  }

  /// What came of it.
  ///
  /// @param statuses how many requests were answered by each
  /// @param answered how long those by status 200 took
  /// @param refused how long the others took
  public record Outcome(
      Map<Integer, Long> statuses, Times answered, Times refused, double seconds) {
    /// How many requests were answered by status 200 each second.
    public double perSecond() {
      return statuses.getOrDefault(200, 0L) / seconds;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.1f s: status %s, answered %s, refused %s",
          seconds,
          statuses,
          answered,
          refused);
    }
  }

  /// How long requests took, by classes two per cent wide.
  public static final class Times {
    private static final double WIDTH = Math.log(1.02);
    private final AtomicLongArray counts = new AtomicLongArray(1 << 11);
    private final AtomicLong longest = new AtomicLong();

    Times() {}

    void add(long nanos) {
      counts.incrementAndGet((int) (Math.log((double) Math.max(1, nanos)) / WIDTH));
      longest.accumulateAndGet(nanos, Math::max);
    }

    /// The time that a part of the requests took at most, in seconds.
    public double percentile(double part) {
      long all = 0;
      for (int i = 0; i < counts.length(); i++) {
        all += counts.get(i);
      }
      long left = (long) Math.ceil(part * all);
      int at = 0;
      while (left > counts.get(at) && at + 1 < counts.length()) {
        left -= counts.get(at++);
      }
      return Math.exp((at + 0.5) * WIDTH) / NANOS_PER_SECOND;
    }

    /// The longest, in seconds.
    public double longest() {
      return (double) longest.get() / NANOS_PER_SECOND;
    }

    @Override
    public String toString() {
      return longest.get() == 0
          ? "none"
          : String.format(
              Locale.ROOT,
              "in %.2f ms (p50), %.2f (p99), %.2f (longest)",
              1e3 * percentile(0.5),
              1e3 * percentile(0.99),
              1e3 * longest());
    }
  }

  /// A request over HTTP with a body.
  public static byte[] post(String path, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  /// Asks for some seconds, as fast as the answers come.
  public static Outcome ask(int port, byte[] request, int clients, double seconds) {
    return ask(port, request, clients, Double.POSITIVE_INFINITY, seconds);
  }

  /// Asks for some seconds; see [#start].
  public static Outcome ask(
      int port, byte[] request, int clients, double perSecond, double seconds) {
    Crowd crowd = start(port, request, clients, perSecond);
    sleepUntil(crowd.begin + (long) (seconds * NANOS_PER_SECOND));
    return crowd.end();
  }

  /// Opens all connections at once, and asks so many times a second, or as often as the answers
  /// allow it.
  public static Crowd start(int port, byte[] request, int clients, double perSecond) {
    return new Crowd(port, request, clients, perSecond);
  }

  /// Asks no more, and waits for the last answers.
  ///
  /// Fails if a request was not answered.
  public Outcome end() {
    over = true;
    threads.close();
    double seconds = (double) (System.nanoTime() - begin) / NANOS_PER_SECOND;
    try {
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    Map<Integer, Long> counts = new ConcurrentSkipListMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.sum()));
    return new Outcome(counts, answered, refused, seconds);
  }

  private Void client() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (awaitTurn()) {
        long start = System.nanoTime();
        socket.getOutputStream().write(request);
        int status = answer(in);
        statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
        (status == 200 ? answered : refused).add(System.nanoTime() - start);
      }
      return null;
    }
  }

  /// Waits until the next request is due; false if there are no more.
  private boolean awaitTurn() {
    sleepUntil(begin + (long) (next.getAndIncrement() * nanosApart));
    return !over;
  }

  private static void sleepUntil(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int answer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    in.skipNBytes(length);
    return Integer.parseInt(status.substring(9, 12));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed without an answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
