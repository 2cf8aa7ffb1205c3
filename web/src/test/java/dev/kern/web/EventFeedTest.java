package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EventFeedTest {
  private final EventFeed feed = new EventFeed(10, Duration.ofMillis(300));
  private final List<AccessLog.Entry> log = new CopyOnWriteArrayList<>();
  private final WebServer server =
      WebServer.builder()
          .limits(Limits.standard().withStreams(6).withRequest(Duration.ofSeconds(1)))
          .accessLog(log::add)
          .events("/events", feed)
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void sendsWhatIsKeptAndWhatComes() throws Exception {
    feed.publish("loss", "0.5");
    feed.publish("loss", "two\nlines");
    try (RawClient client = open("")) {
      assertThat(event(client)).isEqualTo("1 loss 0.5");
      assertThat(event(client)).isEqualTo("2 loss two|lines");
      feed.publish("done", "");
      assertThat(event(client)).isEqualTo("3 done ");
    }
  }

  @Test
  void resumesAfterTheLastEventSeen() throws Exception {
    for (int i = 1; i <= 3; i++) {
      feed.publish("n", "" + i);
    }
    String second = feed.lastId().replaceFirst("3$", "2");
    try (RawClient byHeader = open("Last-Event-ID: " + second + "\r\n");
        RawClient byQuery = new RawClient(server)) {
      assertThat(event(byHeader)).isEqualTo("3 n 3");
      byQuery.send("GET /events?after=" + second + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(event(byQuery)).isEqualTo("3 n 3");
    }
  }

  @Test
  void saysThatEventsWereMissed() throws Exception {
    String start = feed.lastId();
    for (int i = 1; i <= 15; i++) {
      feed.publish("n", "" + i);
    }
    for (String id : List.of(start, "00000000-4", "nonsense", feed.lastId() + "9")) {
      try (RawClient client = open("Last-Event-ID: " + id + "\r\n")) {
        assertThat(event(client)).isEqualTo("5 missed ");
        assertThat(event(client)).isEqualTo("6 n 6");
      }
    }
  }

  @Test
  void showsThatItLives() throws Exception {
    try (RawClient client = open("")) {
      String line = client.line();
      while (!line.equals(":")) {
        line = client.line();
      }
      assertThat(line).isEqualTo(":");
    }
  }

  /// One client reads nothing until the server gives it up; the other gets what is newest.
  @Test
  void neverWaitsForASlowClient() throws Exception {
    String large = "x".repeat(100_000);
    try (RawClient slow = open("");
        RawClient good = open("")) {
      CompletableFuture<String> last = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> readUntilLast(good, last));
      long slowest = 0;
      while (log.isEmpty()) {
        long start = System.nanoTime();
        feed.publish("large", large);
        slowest = Math.max(slowest, System.nanoTime() - start);
        TimeUnit.MILLISECONDS.sleep(5);
      }
      feed.publish("last", "");
      assertThat(last.get()).endsWith(" last ");
      assertThat(slowest).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
      assertThat(log).extracting(AccessLog.Entry::status).containsExactly(200);
      assertThat(slow.line()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  private static void readUntilLast(RawClient client, CompletableFuture<String> last) {
    try {
      String event = event(client);
      while (!event.endsWith(" last ")) {
        event = event(client);
      }
      last.complete(event);
    } catch (IOException e) {
      last.completeExceptionally(e);
    }
  }

  @Test
  void endsWithTheFeed() throws Exception {
    try (RawClient client = open("")) {
      feed.publish("n", "1");
      feed.close();
      feed.publish("n", "2");
      assertThat(event(client)).isEqualTo("1 n 1");
      String line = client.line();
      while (!line.equals("0")) {
        assertThat(line).doesNotContain("data");
        line = client.line();
      }
    }
  }

  @Test
  void endsWithTheServer() throws Exception {
    try (RawClient client = open("")) {
      feed.publish("n", "1");
      assertThat(event(client)).isEqualTo("1 n 1");
      long start = System.nanoTime();
      server.close();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
      while (!client.isClosed()) {
        // What was on its way.
      }
    }
  }

  @Test
  void refusesTooManyStreams() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    feed.publish("n", "1");
    try {
      for (int i = 0; i < 6; i++) {
        clients.add(open(""));
        assertThat(event(clients.getLast())).isEqualTo("1 n 1");
      }
      try (RawClient client = open("")) {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void refusesWhatCannotBeSent() {
    assertThatThrownBy(() -> feed.publish("two words", ""))
        .hasMessage("the type of an event is a word, not 'two words'");
    assertThatThrownBy(() -> new EventFeed(0)).hasMessage("a feed keeps at least one event, not 0");
  }

  private RawClient open(String headers) throws IOException {
    return new RawClient(server)
        .send("GET /events HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  /// The next event: number, type and lines of data. Skips the frames of chunks and heartbeats.
  private static String event(RawClient client) throws IOException {
    String number = "";
    String type = "";
    List<String> data = new ArrayList<>();
    while (true) {
      String line = client.line();
      if (line.startsWith("id: ")) {
        number = line.substring(line.lastIndexOf('-') + 1);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data:")) {
        data.add(line.substring(5).strip());
      } else if (line.isEmpty() && !number.isEmpty()) {
        return number + " " + type + " " + String.join("|", data);
      }
    }
  }
}
