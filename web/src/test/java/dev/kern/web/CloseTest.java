package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CloseTest {
  private static final String SLOW = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final WebServer server =
      WebServer.builder()
          .limits(Limits.standard().withClosing(Duration.ofSeconds(10)))
          .get("/slow", this::slow)
          .post("/echo", request -> Response.of(200, "text/plain", request.body()))
          .start();

  private Response slow(Request request) {
    entered.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Response.text(200, "done");
  }

  @AfterEach
  void close() {
    released.countDown();
    server.close();
  }

  @Test
  void answersWhatItAcceptedAndRefusesTheRest() throws Exception {
    try (RawClient idle = new RawClient(server);
        RawClient inHandler = new RawClient(server);
        RawClient inBody = new RawClient(server)) {
      inHandler.send(SLOW);
      entered.await();
      inBody.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe");
      TimeUnit.MILLISECONDS.sleep(200);
      Thread closing = Thread.ofVirtual().start(server::close);
      assertThat(idle.isClosed()).isTrue();
      while (isListening()) { // for a moment yet
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertAnswered(inBody.send("llo"), "hello");
      assertThat(closing.isAlive()).isTrue();
      released.countDown();
      assertAnswered(inHandler, "done");
      assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private boolean isListening() {
    try (RawClient _ = new RawClient(server)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void assertAnswered(RawClient client, String body) throws IOException {
    RawClient.Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void givesUpHandlersThatDoNotEnd() throws Exception {
    Limits limits = Limits.standard().withClosing(Duration.ofMillis(500));
    WebServer patient = WebServer.builder().limits(limits).get("/slow", this::slow).start();
    try (RawClient client = new RawClient(patient)) {
      client.send(SLOW);
      entered.await();
      long start = System.nanoTime();
      patient.close();
      assertThat((System.nanoTime() - start) / 1e9).isBetween(0.4, 5.0);
    }
  }

  @Test
  void turnsAwayClientsThatAreTooMany() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (WebServer small =
            WebServer.builder()
                .limits(Limits.standard().withConnections(2))
                .get("/", _ -> Response.text(200, "root"))
                .start();
        RawClient first = new RawClient(small)) {
      assertThat(first.send(request).read().body()).isEqualTo("root");
      try (RawClient second = new RawClient(small)) {
        assertThat(second.send(request).read().body()).isEqualTo("root");
        RawClient.Answer refused = new WebClient(small).get("/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
      }
      while (new WebClient(small).get("/").status() == 503) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(first.send(request).read().body()).isEqualTo("root");
    }
  }

  @Test
  void closesAtOnceIfNothingIsBeingAnswered() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx").read();
      long start = System.nanoTime();
      server.close();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void endsConnectionsThatAskForIt() throws Exception {
    try (RawClient client = new RawClient(server)) {
      String request = "POST /echo HTTP/1.1|Host: localhost|Connection: close|Content-Length: 1||x";
      client.send(request.replace("|", "\r\n"));
      assertAnswered(client, "x");
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (RawClient client = new RawClient(server)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 10; i < 60; i++) {
        requests
            .append("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n")
            .append(i);
      }
      client.send(requests.toString().getBytes(StandardCharsets.US_ASCII));
      for (int i = 10; i < 60; i++) {
        assertThat(client.read().body()).isEqualTo("" + i);
      }
    }
  }
}
