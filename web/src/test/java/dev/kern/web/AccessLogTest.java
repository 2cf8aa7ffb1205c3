package dev.kern.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessLogTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void hasALineOfEachRequestWithoutSecrets() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (WebServer server =
        WebServer.builder()
            .token("0123456789abcdef")
            .accessLog(AccessLog.lines(lines::add))
            .post("/a%20b/{x}", _ -> Response.text(200, "four"))
            .start()) {
      WebClient client = new WebClient(server);
      client.post(
          "/a%20b/c%0Ad?password=hidden",
          "body!", "Authorization", "Bearer 0123456789abcdef", "traceparent", TRACE);
      client.get("/", "traceparent", "nonsense");
    }
    // Lines are written once an answer is sent, by its own thread.
    assertThat(lines)
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\",\"method\":\"POST\",\"path\":"
                            + "\"/a%20b/c%0Ad\",\"status\":200,\"received\":5,\"sent\":4,\"micros\":\\d+,"
                            + "\"traceparent\":\""
                            + TRACE
                            + "\"}"))
        .anySatisfy(
            line -> assertThat(line).contains("\"status\":401").doesNotContain("traceparent"));
  }

  @Test
  void escapesWhatBreaksLines() {
    AccessLog.Entry entry =
        new AccessLog.Entry(
            Instant.EPOCH, "G\u001b[1m", "/\"\\\n\u2028é", 400, 1, 2, 3, Optional.empty());
    assertThat(entry.line())
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"method\":\"G\\u001b[1m\","
                + "\"path\":\"/\\\"\\\\\\u000a\\u2028\\u00e9\",\"status\":400,\"received\":1,"
                + "\"sent\":2,\"micros\":3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void dropsMalformedTraces(String value) {
    assertThat(TraceParent.isValid(value)).isFalse();
    assertThat(TraceParent.isValid(TRACE)).isTrue();
  }
}
