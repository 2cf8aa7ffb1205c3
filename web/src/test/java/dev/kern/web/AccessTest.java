package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may do what.
final class AccessTest {
  private static final String TOKEN = "0123456789abcdef";

  private static WebServer.Builder builder() {
    return WebServer.builder()
        .get("/", _ -> Response.text(200, "root"))
        .post("/", _ -> Response.text(200, "posted"));
  }

  @Test
  void wantsTheTokenExceptWhereItIsOpen() throws Exception {
    Page page = Page.of("a.html", new ByteArrayInputStream("hi".getBytes(StandardCharsets.UTF_8)));
    try (WebServer server =
        builder()
            .token(TOKEN)
            .page("/page", page)
            .get("/health", _ -> Response.text(200, "up"))
            .open("/health")
            .start()) {
      WebClient client = new WebClient(server);
      HttpResponse<String> refused = client.get("/");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(client.get("/unknown").statusCode()).isEqualTo(401);
      assertThat(client.post("/", "x".repeat(100)).statusCode()).isEqualTo(401);
      for (String wrong :
          List.of("Basic " + TOKEN, "Bearer " + TOKEN + "0", "Bearer é", "Bearer")) {
        assertThat(client.get("/", "Authorization", wrong).statusCode()).isEqualTo(401);
      }
      assertThat(client.get("/", "Authorization", "bearer " + TOKEN).body()).isEqualTo("root");
      assertThat(client.get("/health").body()).isEqualTo("up");
      assertThat(client.get("/page").body()).isEqualTo("hi");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "0123456789 abcdef", "0123456789abcdeé"})
  void refusesTokensThatCannotBeSent(String token) {
    assertThatThrownBy(() -> WebServer.builder().token(token))
        .hasMessage("a token has at least 16 characters of ASCII, without spaces");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1234, 200",
    "127.0.0.1:80, 200",
    "[::1]:80, 200",
    "proxy.example.org, 200",
    "evil.example.org, 421",
    "localhost.evil.example.org, 421",
    "127.0.0.1.evil.example.org:80, 421",
  })
  void answersOnLoopbackOnlyToItsNames(String host, int status) throws Exception {
    try (WebServer server = builder().name("proxy.example.org").start();
        RawClient client = new RawClient(server)) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(status);
    }
  }

  @Test
  void answersToAnyNameElsewhere() throws Exception {
    try (WebServer server = builder().host("0.0.0.0").start();
        RawClient client = new RawClient(server)) {
      client.send("GET / HTTP/1.1\r\nHost: models.example.org\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesChangesFromPagesOfOthers() throws Exception {
    try (WebServer server = builder().cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      String own = server.address().toString();
      assertThat(client.post("/", "").statusCode()).isEqualTo(200);
      assertThat(client.post("/", "", "Origin", own).statusCode()).isEqualTo(200);
      assertThat(client.post("/", "", "Origin", "https://friend.example").statusCode())
          .isEqualTo(200);
      assertThat(client.post("/", "", "Origin", "https://evil.example").statusCode())
          .isEqualTo(403);
      assertThat(client.post("/", "", "Origin", "null").statusCode()).isEqualTo(403);
      assertThat(client.get("/", "Origin", "https://evil.example").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void letsPagesOfNamedOriginsReadAnswers() throws Exception {
    try (WebServer server = builder().cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      HttpResponse<String> friend = client.get("/", "Origin", "https://friend.example");
      assertThat(header(friend, "Access-Control-Allow-Origin")).contains("https://friend.example");
      assertThat(header(friend, "Vary")).contains("Origin");
      HttpResponse<String> missing = client.get("/no", "Origin", "https://friend.example");
      assertThat(header(missing, "Access-Control-Allow-Origin")).isPresent();
      HttpResponse<String> other = client.get("/", "Origin", "https://evil.example");
      assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
      assertThat(header(other, "Vary")).contains("Origin");
    }
  }

  @Test
  void answersPreflights() throws Exception {
    try (WebServer server =
        builder().token(TOKEN).cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      HttpResponse<String> friend = preflight(client, "https://friend.example");
      assertThat(friend.statusCode()).isEqualTo(204);
      assertThat(header(friend, "Access-Control-Allow-Methods"))
          .contains("GET, POST, HEAD, OPTIONS");
      assertThat(header(friend, "Access-Control-Allow-Headers"))
          .contains("authorization,content-type");
      assertThat(header(friend, "Access-Control-Max-Age")).contains("600");
      HttpResponse<String> other = preflight(client, "https://evil.example");
      assertThat(other.statusCode()).isEqualTo(204);
      assertThat(header(other, "Access-Control-Allow-Methods")).isEmpty();
    }
    try (WebServer server = builder().cors(List.of("*")).start()) {
      HttpResponse<String> any = preflight(new WebClient(server), "https://any.example");
      assertThat(header(any, "Access-Control-Allow-Origin")).contains("*");
    }
  }

  private static HttpResponse<String> preflight(WebClient client, String origin) throws Exception {
    return client.send(
        "OPTIONS",
        "/",
        "",
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "POST",
        "Access-Control-Request-Headers",
        "authorization,content-type");
  }

  private static Optional<String> header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name);
  }

  @Test
  void guardsWhatOnlyThePageMayDo() throws Exception {
    SameOrigin guard = SameOrigin.create();
    assertThat(guard.token()).hasSize(32).isNotEqualTo(SameOrigin.create().token());
    try (WebServer server =
        WebServer.builder()
            .post("/stop", guard.guard(_ -> Response.text(200, "stopped")))
            .start()) {
      WebClient client = new WebClient(server);
      String own = server.address().toString();
      assertThat(client.post("/stop", "", "Origin", own, SameOrigin.HEADER, guard.token()).body())
          .isEqualTo("stopped");
      assertThat(client.post("/stop", "", "Origin", own).statusCode()).isEqualTo(403);
      assertThat(client.post("/stop", "", SameOrigin.HEADER, "wrong").statusCode()).isEqualTo(403);
      assertThat(
              client
                  .post(
                      "/stop",
                      "",
                      "Origin",
                      "https://evil.example",
                      SameOrigin.HEADER,
                      guard.token())
                  .statusCode())
          .isEqualTo(403);
    }
  }
}
