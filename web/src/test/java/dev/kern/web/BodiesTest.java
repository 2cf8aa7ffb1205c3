package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BodiesTest {
  private static final String HEAD = "POST /count HTTP/1.1\r\nHost: localhost\r\n";
  private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

  private final WebServer server =
      WebServer.builder()
          .limits(Limits.standard().withBody(20_000, 50_000).withChunks(100))
          .post("/count", request -> Response.text(200, "" + request.body().length))
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void readsBodiesUpToTheLimit() throws Exception {
    try (RawClient client = new RawClient(server)) {
      for (int length : new int[] {0, 1, 8191, 8192, 8193, 20_000}) {
        client.send(HEAD + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length));
        assertThat(client.read().body()).isEqualTo("" + length);
      }
    }
  }

  @Test
  void refusesLongerOnes() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Content-Length: 20001\r\n\r\n" + "x".repeat(20_001));
      assertRefused(
          client,
          413,
          "body: too large; fix: send less at a time, or raise the server's limit, such as by --max-body\n");
    }
  }

  @Test
  void readsChunks() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + chunk("x".repeat(20)).repeat(99) + "0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("1980");
      client.send(CHUNKED + chunk("x".repeat(20_000)) + "0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("20000");
    }
  }

  @Test
  void refusesTooManyChunks() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + chunk("x").repeat(101) + "0\r\n\r\n");
      assertRefused(
          client,
          413,
          "body: too many chunks; expected: at most 100; fix: send larger chunks, or a Content-Length\n");
    }
  }

  @Test
  void refusesTooLargeChunks() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + chunk("x".repeat(10_000)).repeat(3));
      assertRefused(client, 413, tooLarge("20,000"));
    }
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + "7fffffff\r\n");
      assertRefused(client, 413, tooLarge("20,000"));
    }
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + "1\r\nx\r\n7fffffff\r\n");
      assertRefused(client, 413, tooLarge("20,000"));
    }
  }

  @Test
  void refusesMalformedChunks() throws Exception {
    for (String chunks :
        new String[] {"xyz\r\n", "-1\r\n", "1\r\nab\r\n\r\n", "5\nabcde", "\r\n"}) {
      try (RawClient client = new RawClient(server)) {
        client.send(CHUNKED + chunks);
        assertRefused(client, 400, "body: its chunks are malformed; fix: correct the client\n");
      }
    }
  }

  /// A line that never ends isn't collected for ever.
  @Test
  void refusesEndlessChunkSizes() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(CHUNKED + "1".repeat(200_000));
      assertRefused(client, 413, tooLarge("20,000"));
    }
  }

  @Test
  void unpacksGzip() throws Exception {
    for (String encoding : new String[] {"gzip", "GZip", "x-gzip"}) {
      try (RawClient client = new RawClient(server)) {
        sendPacked(client, encoding, gzip(50_000));
        assertThat(client.read().body()).isEqualTo("50000");
        sendPacked(client, encoding, gzip(0));
        assertThat(client.read().body()).isEqualTo("0");
      }
    }
  }

  @Test
  void refusesWhatUnpacksToTooMuch() throws Exception {
    for (int length : new int[] {50_001, 10_000_000}) {
      try (RawClient client = new RawClient(server)) {
        sendPacked(client, "gzip", gzip(length));
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo(tooLarge("50,000"));
      }
    }
  }

  @Test
  void refusesDamagedGzip() throws Exception {
    byte[] packed = gzip(1000);
    packed[packed.length - 5] ^= 1;
    for (byte[] body : new byte[][] {packed, "plain".getBytes(StandardCharsets.US_ASCII)}) {
      try (RawClient client = new RawClient(server)) {
        sendPacked(client, "gzip", body);
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
            .isEqualTo("body: not valid gzip; fix: pack it again, or leave out Content-Encoding\n");
      }
    }
  }

  /// Whoever has an answer finds the memory of its body free.
  @Test
  void refusesWhatMemoryIsTooShortFor() throws Exception {
    Limits limits = Limits.standard().withBodies(250_000).withBody(400_000, 400_000);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (WebServer small =
            WebServer.builder()
                .limits(limits)
                .post("/count", request -> Response.text(200, "" + request.body().length))
                .post("/hold", request -> hold(request, entered, released))
                .start();
        RawClient holding = new RawClient(small)) {
      WebClient client = new WebClient(small);
      holding.send(
          HEAD.replace("count", "hold") + "Content-Length: 200000\r\n\r\n" + "x".repeat(200_000));
      entered.await();
      RawClient.Answer refused = client.post("/count", "x".repeat(200_000));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(client.post("/count", "x".repeat(60_000)).body()).isEqualTo("60000");
      released.countDown();
      assertThat(holding.read().body()).isEqualTo("200000");
      for (int i = 0; i < 20; i++) {
        assertThat(client.post("/count", "x".repeat(200_000)).body()).isEqualTo("200000");
      }
    }
  }

  private static Response hold(Request request, CountDownLatch entered, CountDownLatch released) {
    entered.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Response.text(200, "" + request.body().length);
  }

  @Test
  void refusesOtherEncodings() throws Exception {
    for (String encoding : new String[] {"br", "gzip, gzip", "zstd"}) {
      try (RawClient client = new RawClient(server)) {
        sendPacked(client, encoding, new byte[3]);
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, identity");
      }
    }
  }

  /// What follows a refused body isn't taken for a request.
  @Test
  void doesNotAnswerWhatIsInARefusedBody() throws Exception {
    try (RawClient client = new RawClient(server)) {
      String hidden = HEAD + "Content-Length: 0\r\n\r\n";
      client.send(
          HEAD
              + "Content-Encoding: br\r\nContent-Length: "
              + hidden.length()
              + "\r\n\r\n"
              + hidden);
      assertThat(client.read().status()).isEqualTo(415);
      client.end();
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void asksForBodiesOnlyIfItWantsThem() throws Exception {
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("hi").read().body()).isEqualTo("2");
    }
    try (RawClient client = new RawClient(server)) {
      client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 20001\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  private static void assertRefused(RawClient client, int status, String body) throws IOException {
    RawClient.Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("Connection")).isEqualTo("close");
    client.end();
    assertThat(client.isClosed()).isTrue();
  }

  private static void sendPacked(RawClient client, String encoding, byte[] body)
      throws IOException {
    client.send(
        HEAD + "Content-Encoding: " + encoding + "\r\nContent-Length: " + body.length + "\r\n\r\n");
    client.send(body);
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static byte[] gzip(int length) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[length]);
    }
    return packed.toByteArray();
  }

  private static String tooLarge(String bytes) {
    return "body: too large; expected: at most %s bytes; fix: send less at a time, or raise the server's limit, such as by --max-body\n"
        .formatted(bytes);
  }
}
