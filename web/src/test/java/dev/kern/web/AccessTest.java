package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
      RawClient.Answer refused = client.get("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(client.get("/unknown").status()).isEqualTo(401);
      assertThat(client.post("/", "x".repeat(100)).status()).isEqualTo(401);
      for (String wrong :
          List.of("Basic " + TOKEN, "Bearer " + TOKEN + "0", "Bearer é", "Bearer")) {
        assertThat(client.get("/", "Authorization", wrong).status()).isEqualTo(401);
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

  /// A site can't have these names resolve to an address of its visitors' network.
  @ParameterizedTest
  @CsvSource({
    "localhost:8080, 200",
    "192.168.0.7:8080, 200",
    "[fe80::1]:8080, 200",
    "kern, 200",
    "KERN:8080, 200",
    "gpu.local, 200",
    "models.svc.cluster.local:8080, 200",
    "kern.internal, 200",
    "nas.home.arpa, 200",
    "Models.Example.org:8080, 200",
    "evil.example.org, 421",
    "localhost.evil.example.org, 421",
    "192.168.0.7.evil.example.org:80, 421",
    "local.example.org, 421",
    "thelocal.example.org, 421",
  })
  void answersInANetworkToNamesThatNoSiteHas(String host, int status) throws Exception {
    try (WebServer server = builder().host("0.0.0.0").name("models.example.org").start();
        RawClient client = new RawClient(server)) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).contains(status == 200 ? "root" : "this server has no such name");
    }
  }

  @Test
  void answersToAnyNameThoseWhoHaveTheToken() throws Exception {
    try (WebServer server = builder().host("0.0.0.0").token(TOKEN).start();
        RawClient client = new RawClient(server)) {
      client.send(
          "GET / HTTP/1.1\r\nHost: models.example.org\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(TOKEN));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://a.org", "a.org:80", "a.org/", "a b", ".", "::1", "[a.org]"})
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> builder().name(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("host name: not a name\n  given     " + name + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.org", "gpu-1.local", "x", "127.0.0.2", "[::1]"})
  void takesNames(String name) {
    assertThatCode(() -> builder().name(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "example.org",
        "https://",
        "https://example.org/",
        "https://example.org/page",
        "https://example.org:99999",
        "https://example.org:x",
        "https://me@example.org",
        "https://*.example.org",
        "https://a.org,https://b.org",
        "https://a.org\r\nX: y",
        "**"
      })
  void refusesWhatIsNoOrigin(String origin) {
    assertThatThrownBy(() -> builder().cors(List.of("https://friend.example", origin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("CORS: not an origin\n  given     " + origin + "\n");
  }

  /// What people write, and how their browser sends it.
  @ParameterizedTest
  @CsvSource({
    "https://Friend.Example, https://friend.example",
    "https://friend.example:443, https://friend.example",
    "http://friend.example:80, http://friend.example",
    "http://friend.example:443, http://friend.example:443",
    "http://localhost:3000, http://localhost:3000",
    "http://[::1]:3000, http://[::1]:3000",
    "tauri://localhost, tauri://localhost",
  })
  void takesOriginsAsPeopleWriteThem(String written, String sent) throws Exception {
    try (WebServer server = builder().cors(List.of(written)).start()) {
      WebClient client = new WebClient(server);
      assertThat(client.get("/", "Origin", sent).header("Access-Control-Allow-Origin"))
          .isEqualTo(sent);
      assertThat(client.post("/", "", "Origin", sent).status()).isEqualTo(200);
      assertThat(client.get("/", "Origin", sent + "0").header("Access-Control-Allow-Origin"))
          .isEmpty();
    }
  }

  /// What is sent to it takes the ways of the real one, but lets nobody in and tells nobody.
  @Test
  void rehearsesOnLoopback() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    WebServer.Builder real =
        builder()
            .host("0.0.0.0")
            .token(TOKEN)
            .cors(List.of("https://friend.example"))
            .accessLog(AccessLog.lines(log::add));
    String other = "fedcba9876543210";
    try (WebServer server = real.start();
        WebServer rehearsal =
            server.rehearsal(other).get("/", _ -> Response.text(200, "tried")).start()) {
      WebClient client = new WebClient(rehearsal);
      assertThat(rehearsal.address().getHost()).isEqualTo("127.0.0.1");
      assertThat(client.get("/", "Authorization", "Bearer " + TOKEN).status()).isEqualTo(401);
      RawClient.Answer tried =
          client.get("/", "Authorization", "Bearer " + other, "Origin", "https://friend.example");
      assertThat(tried.body()).isEqualTo("tried");
      assertThat(tried.header("Access-Control-Allow-Origin")).isNotEmpty();
      assertThat(new WebClient(server).get("/", "Authorization", "Bearer " + other).status())
          .isEqualTo(401);
    }
    // A line is written once its answer is sent, so it is there for certain after closing.
    assertThat(log).hasSize(1);
    try (WebServer server = builder().start();
        WebServer rehearsal =
            server.rehearsal(other).get("/", _ -> Response.text(200, "tried")).start()) {
      assertThat(new WebClient(rehearsal).get("/").body()).isEqualTo("tried");
    }
  }

  @Test
  void refusesChangesFromPagesOfOthers() throws Exception {
    try (WebServer server = builder().cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      String own = server.address().toString();
      assertThat(client.post("/", "").status()).isEqualTo(200);
      assertThat(client.post("/", "", "Origin", own).status()).isEqualTo(200);
      assertThat(client.post("/", "", "Origin", "https://friend.example").status()).isEqualTo(200);
      assertThat(client.post("/", "", "Origin", "https://evil.example").status()).isEqualTo(403);
      assertThat(client.post("/", "", "Origin", "null").status()).isEqualTo(403);
      assertThat(client.get("/", "Origin", "https://evil.example").status()).isEqualTo(200);
    }
  }

  @Test
  void letsPagesOfNamedOriginsReadAnswers() throws Exception {
    try (WebServer server = builder().cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      RawClient.Answer friend = client.get("/", "Origin", "https://friend.example");
      assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
      assertThat(friend.header("Vary")).isEqualTo("Origin");
      RawClient.Answer missing = client.get("/no", "Origin", "https://friend.example");
      assertThat(missing.header("Access-Control-Allow-Origin")).isNotEmpty();
      RawClient.Answer other = client.get("/", "Origin", "https://evil.example");
      assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(other.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void answersPreflights() throws Exception {
    try (WebServer server =
        builder().token(TOKEN).cors(List.of("https://friend.example")).start()) {
      WebClient client = new WebClient(server);
      RawClient.Answer friend = preflight(client, "https://friend.example");
      assertThat(friend.status()).isEqualTo(204);
      assertThat(friend.header("Access-Control-Allow-Methods"))
          .isEqualTo("GET, POST, HEAD, OPTIONS");
      assertThat(friend.header("Access-Control-Allow-Headers"))
          .isEqualTo("authorization,content-type");
      assertThat(friend.header("Access-Control-Max-Age")).isEqualTo("600");
      RawClient.Answer other = preflight(client, "https://evil.example");
      assertThat(other.status()).isEqualTo(204);
      assertThat(other.header("Access-Control-Allow-Methods")).isEmpty();
    }
    try (WebServer server = builder().cors(List.of("*")).start()) {
      RawClient.Answer any = preflight(new WebClient(server), "https://any.example");
      assertThat(any.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }
  }

  private static RawClient.Answer preflight(WebClient client, String origin) throws Exception {
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
      assertThat(client.post("/stop", "", "Origin", own).status()).isEqualTo(403);
      assertThat(client.post("/stop", "", SameOrigin.HEADER, "wrong").status()).isEqualTo(403);
      assertThat(
              client
                  .post(
                      "/stop",
                      "",
                      "Origin",
                      "https://evil.example",
                      SameOrigin.HEADER,
                      guard.token())
                  .status())
          .isEqualTo(403);
    }
  }
}
