package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.LoggedWarnings;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MalformedRequestTest {
  private static final int FUZZED = Integer.getInteger("fuzz.requests", 400);

  /// Line ends are written as a bar.
  private static final List<String> GOOD =
      Stream.of(
              "GET /models/a%20b/versions/1?x=1&y=%41 HTTP/1.1|Host: localhost|Accept: */*||",
              "HEAD / HTTP/1.1|Host: localhost||",
              "OPTIONS / HTTP/1.1|Host: localhost|Origin: http://a|Access-Control-Request-Method:"
                  + " X||",
              "POST /models/m:predict HTTP/1.1|Host: localhost:80|Content-Length: 9||{\"a\":[1]}",
              "POST /models/m:predict HTTP/1.1|Host: localhost|Transfer-Encoding:"
                  + " chunked||5|hello|0||",
              "POST /models/m:predict HTTP/1.1|Host: localhost|Content-Encoding: gzip"
                  + "|Expect: 100-continue|Content-Length: 3||abc",
              "GET /events HTTP/1.1|Host: localhost|Last-Event-ID: 7|Connection: close||")
          .map(MalformedRequestTest::lines)
          .toList();

  private final List<AccessLog.Entry> log = new CopyOnWriteArrayList<>();
  private final WebServer server =
      WebServer.builder()
          .limits(
              Limits.standard()
                  .withBody(1000, 1000)
                  .withHeaders(2000)
                  .withRequest(Duration.ofSeconds(5)))
          .accessLog(log::add)
          .get("/", _ -> Response.text(200, "root"))
          .get("/events", _ -> Response.text(200, ""))
          .get(
              "/models/{model}/versions/{version}",
              request -> Response.text(200, request.parameter("model") + request.query("y")))
          .post(
              "/models/{model}:predict", request -> Response.of(200, "text/plain", request.body()))
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "||",
        "GET||",
        "GET /||",
        "GET / HTTP/2.0|Host: localhost||",
        "GET / HTTP/1.1\nHost: localhost\n\n",
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|Host: localhost|Host: localhost||",
        "GET / HTTP/1.1|Host: localhost:x||",
        "GET / HTTP/1.1|Host: localhost|no colon||",
        "GET / HTTP/1.1|Host: localhost|a b: c||",
        "GET / HTTP/1.1|Host: localhost|a: \u0000||",
        "GET /%zz HTTP/1.1|Host: localhost||",
        "GET /models/%ff/versions/1 HTTP/1.1|Host: localhost||",
        "GET /models/%4/versions/1 HTTP/1.1|Host: localhost||",
        "GET /models/m/versions/1?y=%zz HTTP/1.1|Host: localhost||",
        "GET / HTTP/1.1|Host: localhost|Content-Length: -1||",
        "GET / HTTP/1.1|Host: localhost|Content-Length: 1x||",
        "GET / HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length: 2||ab",
        "GET / HTTP/1.1|Host: localhost|Content-Length: 99999999999999999999||",
        "POST /models/m:predict HTTP/1.1|Host: localhost|Content-Length: 1|Transfer-Encoding:"
            + " chunked||0||",
        "POST /models/m:predict HTTP/1.1|Host: localhost|Transfer-Encoding: gzip||",
        "POST /models/m:predict HTTP/1.1|Host: localhost|Transfer-Encoding: gzip, chunked||0||",
        "\u0016\u0003\u0001\u0002\u0000\u0001||",
      })
  void answers400(String request) throws IOException {
    try (RawClient client = new RawClient(server)) {
      assertThat(client.send(lines(request)).read().status()).isEqualTo(400);
    }
  }

  @Test
  void saysWhatIsWrongWhereAStatusExists() throws IOException {
    assertThat(ask("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n").status()).isEqualTo(426);
    assertThat(ask("GET /" + "x".repeat(3000) + " HTTP/1.1\r\n\r\n").status()).isEqualTo(414);
    assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\nA: " + "x".repeat(3000) + "\r\n\r\n"))
        .extracting(RawClient.Answer::status)
        .isEqualTo(431);
    server.close(); // by then all lines are written, each once its answer was sent
    assertThat(log).extracting(AccessLog.Entry::status).containsExactlyInAnyOrder(426, 414, 431);
  }

  /// Whatever is done to good requests, the server answers none with a server's error and lives on.
  @Test
  @Tag("repeated")
  void survivesMutations() throws IOException {
    try (LoggedWarnings warnings = LoggedWarnings.collect()) {
      Random random = new Random(17);
      for (int i = 0; i < FUZZED; i++) {
        byte[] request = mutate(GOOD.get(random.nextInt(GOOD.size())), random);
        assertThat(statusOf(request))
            .as("request %d: %s", i, new String(request, StandardCharsets.ISO_8859_1))
            .isLessThan(500);
      }
      assertThat(warnings.messages()).isEmpty();
    }
    assertThat(ask(GOOD.get(6)).status()).isEqualTo(200);
    assertThat(log).extracting(AccessLog.Entry::status).allMatch(status -> status < 500);
  }

  private static String lines(String text) {
    return text.replace("|", "\r\n");
  }

  private RawClient.Answer ask(String request) throws IOException {
    try (RawClient client = new RawClient(server)) {
      return client.send(request).read();
    }
  }

  /// The status of the first answer; 0 if the connection was closed without one, or the server
  /// rightly waits for more.
  private int statusOf(byte[] request) throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.send(request).end();
      int status = client.read().status();
      return status == 100 ? client.read().status() : status;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return 0;
    }
  }

  private static byte[] mutate(String good, Random random) {
    byte[] bytes = good.getBytes(StandardCharsets.ISO_8859_1);
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> replace(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replace(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            case 2 -> replace(bytes, at, Math.min(bytes.length, at + random.nextInt(20)), "");
            case 3 -> replace(bytes, at, at, "\r\n");
            case 4 -> replace(bytes, at, at, "9".repeat(1 + random.nextInt(12)));
            case 5 -> replace(bytes, at, at, Arrays.copyOfRange(bytes, at / 2, at));
            default -> Arrays.copyOf(bytes, Math.max(1, at));
          };
    }
    return bytes;
  }

  private static byte[] replace(byte[] bytes, int from, int to, String by) {
    return replace(bytes, from, to, by.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    byte[] result = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result.length == 0 ? new byte[1] : result;
  }
}
