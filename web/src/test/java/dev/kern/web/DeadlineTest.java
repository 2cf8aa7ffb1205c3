package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private static final Offset<Double> TOLERANCE = within(0.5);
  private static final String HEAD = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";

  private final List<AccessLog.Entry> log = new CopyOnWriteArrayList<>();
  private final WebServer server =
      WebServer.builder()
          .limits(
              Limits.standard()
                  .withRequest(Duration.ofSeconds(1))
                  .withIdle(Duration.ofMillis(1600)))
          .accessLog(log::add)
          .post("/echo", request -> Response.of(200, "text/plain", request.body()))
          .get("/large", _ -> Response.of(200, "application/octet-stream", new byte[64 << 20]))
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void endsStalledBodies() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Content-Length: 10\r\n\r\nabc");
      assertTimedOut(client);
    }
    awaitLog();
    assertThat(log).extracting(AccessLog.Entry::status).containsExactly(408);
  }

  @Test
  void endsStalledChunks() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nab");
      assertTimedOut(client);
    }
  }

  @Test
  void endsTricklingBodies() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Content-Length: 1000\r\n\r\n");
      assertThat(trickle(client, "x".repeat(100))).isCloseTo(1.0, TOLERANCE);
    }
  }

  @Test
  void endsTricklingChunks() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      assertThat(trickle(client, "1\r\na\r\n".repeat(20))).isCloseTo(1.0, TOLERANCE);
    }
  }

  @Test
  void endsTricklingHeaders() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send("GET / HTTP/1.1\r\n");
      assertThat(trickle(client, "a: b\r\n".repeat(20))).isCloseTo(1.0, TOLERANCE);
    }
  }

  @Test
  void endsStalledFirstLines() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send("GE");
      assertTimedOut(client);
    }
  }

  @Test
  void endsIdleConnections() throws Exception {
    try (RawClient silent = new RawClient(server);
        RawClient used = new RawClient(server)) {
      long start = System.nanoTime();
      assertThat(used.send(HEAD + "Content-Length: 2\r\n\r\nhi").read().body()).isEqualTo("hi");
      assertThat(silent.isClosed()).isTrue();
      assertThat(used.isClosed()).isTrue();
      assertThat(seconds(start)).isCloseTo(1.6, TOLERANCE);
    }
    assertThat(log).extracting(AccessLog.Entry::status).containsExactly(200);
  }

  @Test
  void endsClientsThatDoNotTakeTheirAnswer() throws Exception {
    try (RawClient client = new RawClient(server)) {
      long start = System.nanoTime();
      client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      awaitLog();
      assertThat(seconds(start)).isCloseTo(1.0, TOLERANCE);
    }
  }

  @Test
  void aDeadlineStartsWithEachRequest() throws Exception {
    try (RawClient client = new RawClient(server)) {
      for (int i = 0; i < 3; i++) {
        client.send(HEAD + "Content-Length: 2\r\n\r\nh");
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(client.send("i").read().body()).isEqualTo("hi");
      }
    }
  }

  @Test
  void manySlowClientsDoNotHoldUpOthers() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        slow.add(new RawClient(server).send(HEAD + "Content-Length: 10\r\n\r\nabc"));
      }
      try (RawClient client = new RawClient(server)) {
        client.send(HEAD + "Content-Length: 2\r\n\r\nhi");
        assertThat(client.read().body()).isEqualTo("hi");
      }
      awaitLog();
      assertThat(log).extracting(AccessLog.Entry::status).containsExactly(200);
      for (RawClient client : slow) {
        assertThat(client.read().status()).isEqualTo(408);
        assertThat(client.isClosed()).isTrue();
      }
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  /// Sends a byte each 50 ms, and tells after how many seconds the server had enough.
  private static double trickle(RawClient client, String text) throws InterruptedException {
    long start = System.nanoTime();
    try {
      for (int i = 0; i < text.length(); i++) {
        client.send(text.substring(i, i + 1));
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (IOException e) {
      return seconds(start);
    }
    throw new AssertionError("it took all");
  }

  private static void assertTimedOut(RawClient client) throws IOException {
    long start = System.nanoTime();
    assertThat(client.read().status()).isEqualTo(408);
    assertThat(client.isClosed()).isTrue();
    assertThat(seconds(start)).isCloseTo(1.0, TOLERANCE);
  }

  private void awaitLog() throws InterruptedException {
    long start = System.nanoTime();
    while (log.isEmpty() && seconds(start) < 10) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
