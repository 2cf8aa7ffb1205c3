package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isSentOnceAndThenOnlyIfItChanged() throws Exception {
    Page page = Page.of("index.html", bytes("<p>é TOKEN</p>")).with("TOKEN", "secret");
    try (WebServer server = WebServer.builder().page("/", page).start()) {
      WebClient client = new WebClient(server);
      HttpResponse<String> first = client.get("/");
      assertThat(first.body()).isEqualTo("<p>é secret</p>");
      assertThat(first.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(first.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; script-src 'self';");
      assertThat(first.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      String tag = first.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> again = client.get("/", "If-None-Match", "\"x\", W/" + tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).contains(tag);
      assertThat(client.get("/", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void isRefusedIfItsResourceIsMissing() {
    assertThatThrownBy(() -> Page.of("app.js", PageTest.class.getResourceAsStream("none.js")))
        .hasMessage("no resource app.js");
    assertThatThrownBy(() -> Page.of("app.xyz", bytes("")))
        .hasMessage("the ending of app.xyz isn't known");
    assertThatThrownBy(() -> Page.of("app.js", bytes("")).with("MARK", ""))
        .hasMessage("MARK isn't in the page");
  }
}
