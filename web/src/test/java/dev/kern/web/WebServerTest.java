package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebServerTest {
  @Test
  void routesByMethodAndTemplate() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .get("/", _ -> Response.text(200, "root"))
            .get("/models/{model}", request -> Response.text(200, request.parameter("model")))
            .post("/models/{model}:predict", WebServerTest::predict)
            .put("/models/{model}", _ -> Response.text(201, "put"))
            .delete("/models/{model}", _ -> Response.text(200, "deleted"))
            .start()) {
      WebClient client = new WebClient(server);
      assertThat(client.get("/").body()).isEqualTo("root");
      assertThat(client.get("/models/a%20b%2Fc%C3%A9").body()).isEqualTo("a b/cé");
      assertThat(client.post("/models/x:predict?k=v%26w", "hello").body())
          .isEqualTo("/models/x:predict x v&w hello");
      assertThat(client.send("PUT", "/models/x", "").status()).isEqualTo(201);
      assertThat(client.send("DELETE", "/models/x", "").body()).isEqualTo("deleted");
      RawClient.Answer unknown = client.get("/nothing");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.body())
          .isEqualTo("path '/nothing': nothing is there; fix: check the path\n");
      assertThat(unknown.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }
  }

  private static Response predict(Request request) {
    return Response.text(
        200,
        String.join(
            " ",
            request.path(),
            request.parameter("model"),
            request.query("k").orElse(""),
            new String(request.body(), StandardCharsets.UTF_8)));
  }

  @Test
  void saysWhichMethodsAPathTakes() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .get("/models/{model}", _ -> Response.text(200, "12345"))
            .post("/models/{model}:predict", WebServerTest::predict)
            .start()) {
      WebClient client = new WebClient(server);
      RawClient.Answer wrong = client.get("/models/x:predict");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.header("Allow")).isEqualTo("POST, OPTIONS");
      assertThat(wrong.body())
          .isEqualTo(
              "path '/models/x:predict': it doesn't take this method; given: GET; "
                  + "expected: POST, OPTIONS; fix: use one of these methods\n");
      assertThat(client.post("/models/x:other", "").status()).isEqualTo(404);
      RawClient.Answer options = client.send("OPTIONS", "/models/x", "");
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
      RawClient.Answer head = client.send("HEAD", "/models/x", "");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo("5");
    }
  }

  @Test
  void wordsRefusalsAsToldTo() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .errors((status, message, path) -> Response.json(status, message + " @" + path))
            .get(
                "/busy/{x}",
                _ -> {
                  throw new HttpException(429, "later").with("Retry-After", "3");
                })
            .start()) {
      WebClient client = new WebClient(server);
      RawClient.Answer busy = client.get("/busy/%41");
      assertThat(busy.status()).isEqualTo(429);
      assertThat(busy.body()).isEqualTo("later @/busy/A");
      assertThat(busy.header("Retry-After")).isEqualTo("3");
      assertThat(busy.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void hidesWhatFailedInAHandler() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .get(
                "/",
                _ -> {
                  throw new IllegalStateException("secret");
                })
            .get(
                "/deep",
                _ -> {
                  throw new StackOverflowError();
                })
            .start()) {
      WebClient client = new WebClient(server);
      for (String path : new String[] {"/", "/deep"}) {
        RawClient.Answer failed = client.get(path);
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("internal error\n");
      }
    }
  }

  /// Proxies and some clients send them (RFC 9112, section 3.2.2).
  @Test
  void takesWholeUrlsForPaths() throws Exception {
    try (WebServer server =
            WebServer.builder()
                .get("/", _ -> Response.text(200, "root"))
                .get("/a/{name}", request -> Response.text(200, request.path()))
                .start();
        RawClient client = new RawClient(server)) {
      for (String target : List.of("http://localhost", "http://localhost:80/")) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.read().body()).isEqualTo("root");
      }
      client.send("GET http://localhost/a/%62?c=d HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("/a/b");
    }
  }

  /// Each would take 40 ms if its last packet waited for the client's confirmation.
  @Test
  void largeAnswersDoNotWait() throws Exception {
    try (WebServer server =
            WebServer.builder()
                .get("/", _ -> Response.of(200, "application/octet-stream", new byte[50_000]))
                .start();
        RawClient client = new RawClient(server)) {
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.read().body()).hasSize(50_000);
      }
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(3);
    }
  }

  @Test
  void refusesConnectionsOnceClosed() {
    WebServer server = WebServer.builder().get("/", _ -> Response.text(200, "")).start();
    WebClient client = new WebClient(server);
    server.close();
    assertThatThrownBy(() -> client.get("/")).isInstanceOf(ConnectException.class);
  }

  @Test
  void saysWhyItCannotListen() {
    try (WebServer server = WebServer.builder().start()) {
      assertThatThrownBy(() -> WebServer.builder().port(server.port()).start())
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              port %d of 127.0.0.1: can't listen: Address already in use
                fix       choose another port, or stop the program that uses this one\
              """
                  .formatted(server.port()));
    }
    assertThatThrownBy(() -> WebServer.builder().port(70_000).start())
        .hasMessage(
            """
            port 70000 of 127.0.0.1: there is no such port
              expected  0 to 65535, where 0 means any that is free
              fix       choose another port\
            """);
    assertThatThrownBy(() -> WebServer.builder().host("192.0.2.1").start())
        .hasMessage(
            """
            port 0 of 192.0.2.1: can't listen: Cannot assign requested address
              fix       choose an address of this machine\
            """);
    assertThatThrownBy(() -> WebServer.builder().host("no.such.host.invalid").start())
        .hasMessage(
            """
            port 0 of no.such.host.invalid: can't listen: unknown host
              fix       choose another host or port\
            """);
  }

  @Test
  void refusesRoutesThatContradict() {
    WebServer.Builder builder = WebServer.builder().get("/a", _ -> Response.text(200, ""));
    assertThatThrownBy(() -> builder.get("/a", _ -> Response.text(200, "")))
        .hasMessage("GET /a has two handlers");
    assertThatThrownBy(() -> builder.open("/b").start())
        .hasMessage("open, but without a handler: [/b]");
  }
}
