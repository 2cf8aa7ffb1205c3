package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients that never end their requests: each is closed at its deadline, and others don't
/// notice.
@Tag("slow")
final class SlowClientsTest {
  private static final int EACH = 200;
  private static final double DEADLINE = 3;
  private static final String HEAD = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
  private static final long TRICKLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final WebServer server =
      WebServer.builder()
          .limits(Limits.standard().withRequest(Duration.ofMillis((long) (1000 * DEADLINE))))
          .post("/echo", request -> Response.of(200, "text/plain", request.body()))
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  /// A client that sends the rest of its request byte by byte, or not at all.
  private final class Slow {
    private final SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    private final ByteBuffer read = ByteBuffer.allocate(512);
    private final ByteBuffer rest;
    private final long begin = System.nanoTime();
    private double seconds; // until it was closed

    Slow(String rest) throws IOException {
      this.rest = ByteBuffer.wrap(rest.getBytes(StandardCharsets.US_ASCII)).limit(0);
      channel.write(
          ByteBuffer.wrap(
              (HEAD + "Content-Length: 1000\r\n\r\nabc").getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
    }

    boolean isOpen() {
      return seconds == 0;
    }

    /// Sends a byte if it is due, and looks whether the server has closed the connection.
    void goOn(long now) throws IOException {
      int due = (int) ((now - begin) / TRICKLE_NANOS);
      rest.limit(Math.min(rest.capacity(), due));
      boolean closed;
      try {
        channel.write(rest);
        closed = channel.read(read) < 0;
      } catch (IOException e) {
        closed = true; // reset, as it was still sending
      }
      if (closed) {
        seconds = (now - begin) / 1e9;
        channel.close();
      }
    }
  }

  @Test
  void slowClientsAreClosedAndOthersDoNotNotice() throws Exception {
    median(1); // warm
    double before = median(2);
    List<Slow> slow = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      slow.add(new Slow(""));
      slow.add(new Slow("x".repeat(500)));
    }
    Thread trickling = Thread.ofPlatform().start(() -> trickle(slow));
    double during = median(2);
    trickling.join();
    double after = median(2);
    double[] seconds = slow.stream().mapToDouble(client -> client.seconds).sorted().toArray();
    System.out.printf(
        "%d slow clients: closed after %.2f to %.2f s; others' median %.0f, %.0f, %.0f us before,"
            + " meanwhile, after%n",
        slow.size(), seconds[0], seconds[seconds.length - 1], before, during, after);

    assertThat(seconds[0]).isGreaterThan(DEADLINE - 0.5);
    assertThat(seconds[seconds.length - 1]).isLessThan(DEADLINE + 0.5);
    assertThat(during / Math.max(before, after)).isLessThan(1.5);
  }

  private static void trickle(List<Slow> slow) {
    try {
      while (slow.stream().anyMatch(Slow::isOpen)) {
        for (Slow client : slow) {
          if (client.isOpen()) {
            client.goOn(System.nanoTime());
          }
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The median time of a request in microseconds, by one client that asks for some seconds.
  private double median(double seconds) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (RawClient client = new RawClient(server)) {
      long now = System.nanoTime();
      long end = now + (long) (seconds * 1e9);
      while (now < end) {
        client.send(HEAD + "Content-Length: 2\r\n\r\nhi").read();
        long then = System.nanoTime();
        nanos.add(then - now);
        now = then;
      }
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e3;
  }
}
