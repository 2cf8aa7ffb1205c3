package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class WebServerTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void routesByMethodAndTemplate() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .get("/", _ -> Response.text(200, "root"))
            .get("/models/{model}", request -> Response.text(200, request.parameter("model")))
            .post("/models/{model}:predict", this::predict)
            .start()) {
      assertThat(get(server, "/").body()).isEqualTo("root");
      assertThat(get(server, "/models/a%20b%C3%A9").body()).isEqualTo("a bé");
      assertThat(post(server, "/models/x:predict?k=v%26w", "hello").body())
          .isEqualTo("x v&w hello");
      assertThat(get(server, "/nothing").statusCode()).isEqualTo(404);
      HttpResponse<String> wrong = get(server, "/models/x:predict");
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("Allow")).contains("POST, OPTIONS");
    }
  }

  private Response predict(Request request) {
    return Response.text(
        200,
        request.parameter("model")
            + " "
            + request.query("k").orElse("")
            + " "
            + new String(request.body(), StandardCharsets.UTF_8));
  }

  @Test
  void refusesLargeBodies() throws Exception {
    try (WebServer server =
        WebServer.builder()
            .limits(Limits.standard().withBody(100, 1000))
            .post("/", request -> Response.text(200, "" + request.body().length))
            .start()) {
      assertThat(post(server, "/", "x".repeat(100)).body()).isEqualTo("100");
      assertThat(post(server, "/", "x".repeat(101)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void refusesConnectionsOnceClosed() {
    WebServer server = WebServer.builder().get("/", _ -> Response.text(200, "")).start();
    URI address = server.address();
    server.close();
    assertThatThrownBy(
            () ->
                client.send(
                    HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void saysThatAPortIsTaken() {
    try (WebServer server = WebServer.builder().get("/", _ -> Response.text(200, "")).start()) {
      assertThatThrownBy(() -> WebServer.builder().port(server.port()).start())
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              port %d of 127.0.0.1: can't listen: Address already in use
                fix       choose another port, or stop the program that uses this one\
              """
                  .formatted(server.port()));
    }
  }

  private HttpResponse<String> get(WebServer server, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(WebServer server, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
