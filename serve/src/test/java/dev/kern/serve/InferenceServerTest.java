package dev.kern.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.json.JsonText;
import dev.kern.web.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server over loopback.
final class InferenceServerTest {
  private static final String BODY =
      "{\"instances\":[" + Arrays.toString(TestModels.pixels(1, 1)) + "]}";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private InferenceServer.Builder builder() {
    Path file = folder.resolve("model.safetensors");
    TestModels.classes(1).write(file);
    return InferenceServer.builder().model("letters", file);
  }

  private HttpResponse<String> send(
      InferenceServer server, String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.uri(server.address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(InferenceServer server, String path) throws Exception {
    return send(server, path, HttpRequest.newBuilder());
  }

  private HttpResponse<String> post(
      InferenceServer server, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return send(server, path, headers.length == 0 ? request : request.headers(headers));
  }

  @Test
  void answersOverHttp() throws Exception {
    try (InferenceServer server = builder().start()) {
      assertThat(server.models())
          .containsExactly("letters, version 1: small: images of 6 x 5; 3 classes: A, B, C");
      HttpResponse<String> ready = get(server, "/v2/health/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.headers().firstValue("content-type")).contains("application/json");
      HttpResponse<String> predicted =
          post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8));
      assertThat(predicted.body()).startsWith("{\"predictions\":[[0.");
      assertThat(
              post(server, "/v1/models/letters:predict", gzipped(BODY), "Content-Encoding", "gzip")
                  .body())
          .isEqualTo(predicted.body());
      assertThat(post(server, "/predict/letters", TestModels.png(6, 5, 1)).body())
          .contains("\"label\":");
      assertThat(get(server, "/metrics").body())
          .contains("kern_inference_count_total{model=\"letters\",version=\"1\"} 3.0");
    }
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void wordsRefusalsAsTheProtocolsDo() throws Exception {
    try (InferenceServer server = builder().start()) {
      for (HttpResponse<String> refused :
          List.of(
              get(server, "/nothing"),
              get(server, "/v1/models/x"),
              get(server, "/v2/models/letters/infer"),
              post(server, "/v2/models/letters/infer", "{".getBytes(UTF_8)),
              post(server, "/v1/models/letters:predict", new byte[0]))) {
        assertThat(refused.statusCode()).isBetween(400, 405);
        Map<String, Object> error =
            JsonText.object(JsonText.parse("answer", refused.body().getBytes(UTF_8)));
        assertThat(error).containsOnlyKeys("error");
        assertThat(error.get("error").toString()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  @Test
  void refusesWhatItCannotQueue() throws Exception {
    try (InferenceServer server = builder().admission(1, 0, Duration.ofSeconds(1)).start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String image = Arrays.toString(TestModels.pixels(1, 1));
      byte[] large =
          ("{\"instances\":[" + image + ("," + image).repeat(1000) + "]}").getBytes(UTF_8);
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> post(server, "/v1/models/letters:predict", large)));
      }
      int refused = 0;
      for (Future<HttpResponse<String>> answer : answers) {
        HttpResponse<String> response = answer.get();
        if (response.statusCode() == 429) {
          refused++;
          assertThat(response.headers().firstValue("Retry-After")).isPresent();
          assertThat(response.body()).startsWith("{\"error\":");
        } else {
          assertThat(response.statusCode()).isEqualTo(200);
        }
      }
      assertThat(refused).isBetween(1, 39);
      assertThat(post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void noRequestFailsWhileAModelIsReplaced() throws Exception {
    try (InferenceServer server = builder().start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> answers = new ArrayList<>();
      Future<?> asking =
          threads.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  HttpResponse<String> answer =
                      post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8));
                  assertThat(answer.statusCode()).isEqualTo(200);
                  answers.add(answer.body());
                }
                return null;
              });
      for (int i = 0; i < 5; i++) {
        TestModels.classes(1 + i % 2).write(folder.resolve("model.safetensors"));
        assertThat(post(server, "/v2/repository/models/letters/load", new byte[0]).statusCode())
            .isEqualTo(200);
      }
      assertThat(asking.isDone()).isFalse();
      asking.cancel(true);
      threads.shutdown();
      assertThat(answers.stream().distinct()).hasSize(2);
    }
  }

  @Test
  void asksForATokenButNotForProbes() throws Exception {
    String token = "0123456789abcdef";
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    try (InferenceServer server =
        builder().token(token).accessLog(AccessLog.lines(log::add)).start()) {
      assertThat(get(server, "/v2/health/ready").statusCode()).isEqualTo(200);
      assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics").statusCode()).isEqualTo(401);
      assertThat(post(server, "/v2/repository/models/letters/unload", new byte[0]).body())
          .startsWith("{\"error\":");
      assertThat(
              post(
                      server,
                      "/v1/models/letters:predict",
                      BODY.getBytes(UTF_8),
                      "Authorization",
                      "Bearer " + token)
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(log).hasSize(5);
    assertThat(log.getLast()).contains("\"path\":\"/v1/models/letters:predict\",\"status\":200");
  }

  @Test
  void saysWhyItCannotStart() {
    assertThatThrownBy(() -> InferenceServer.builder().start())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no model to serve");
    try (InferenceServer server = builder().start()) {
      assertThatThrownBy(() -> builder().port(server.port()).start())
          .isInstanceOf(DataException.class)
          .hasMessageContaining("another port");
    }
  }
}
