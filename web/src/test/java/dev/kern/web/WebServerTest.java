package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
      assertThat(client.send("PUT", "/models/x", "").statusCode()).isEqualTo(201);
      assertThat(client.send("DELETE", "/models/x", "").body()).isEqualTo("deleted");
      HttpResponse<String> unknown = client.get("/nothing");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.body()).isEqualTo("nothing is at this path\n");
      assertThat(unknown.headers().firstValue("Content-Type"))
          .contains("text/plain; charset=utf-8");
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
      HttpResponse<String> wrong = client.get("/models/x:predict");
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("Allow")).contains("POST, OPTIONS");
      HttpResponse<String> options = client.send("OPTIONS", "/models/x", "");
      assertThat(options.statusCode()).isEqualTo(204);
      assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
      HttpResponse<String> head = client.send("HEAD", "/models/x", "");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Length")).contains("5");
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
      HttpResponse<String> busy = client.get("/busy/%41");
      assertThat(busy.statusCode()).isEqualTo(429);
      assertThat(busy.body()).isEqualTo("later @/busy/A");
      assertThat(busy.headers().firstValue("Retry-After")).contains("3");
      assertThat(busy.headers().firstValue("Content-Type")).contains("application/json");
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
        HttpResponse<String> failed = client.get(path);
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("internal error\n");
      }
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
