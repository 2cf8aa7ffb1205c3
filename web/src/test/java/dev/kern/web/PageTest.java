package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
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
      RawClient.Answer first = client.get("/");
      assertThat(first.body()).isEqualTo("<p>é secret</p>");
      assertThat(first.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(first.header("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self';");
      assertThat(first.header("X-Content-Type-Options")).isEqualTo("nosniff");
      String tag = first.header("ETag");
      RawClient.Answer again = client.get("/", "If-None-Match", "\"x\", W/" + tag);
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(client.get("/", "If-None-Match", "\"x\"").status()).isEqualTo(200);
    }
  }

  @Test
  void isRefusedIfItMakesNoSense() {
    assertThatThrownBy(() -> Page.of("app.xyz", bytes("")))
        .hasMessage("the ending of app.xyz isn't known");
    assertThatThrownBy(() -> Page.of("app.js", bytes("")).with("MARK", ""))
        .hasMessage("MARK isn't in the page");
  }
}
