package dev.kern.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.json.JsonText;
import dev.kern.web.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
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

  private InferenceServer.Builder builder() {
    Path file = folder.resolve("model.safetensors");
    TestModels.classes(1).write(file);
    return InferenceServer.builder().model("letters", file);
  }

  @Test
  void answersOverHttp() throws Exception {
    try (InferenceServer server = builder().start()) {
      assertThat(server.models())
          .containsExactly("letters, version 1: small: images of 6 x 5; 3 classes: A, B, C");
      Client.Answer ready = Client.get(server, "/v2/health/ready");
      assertThat(ready.status()).isEqualTo(200);
      assertThat(ready.type()).isEqualTo("application/json");
      Client.Answer predicted =
          Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8));
      assertThat(predicted.body()).startsWith("{\"predictions\":[[0.");
      assertThat(
              Client.post(
                      server,
                      "/v1/models/letters:predict",
                      gzipped(BODY),
                      "Content-Encoding",
                      "gzip")
                  .body())
          .isEqualTo(predicted.body());
      assertThat(Client.post(server, "/predict/letters", TestModels.png(6, 5, 1)).body())
          .contains("\"label\":");
      assertThat(Client.get(server, "/metrics").body())
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
      for (Client.Answer refused :
          List.of(
              Client.get(server, "/nothing"),
              Client.get(server, "/v1/models/x"),
              Client.get(server, "/v2/models/letters/infer"),
              Client.post(server, "/v2/models/letters/infer", "{".getBytes(UTF_8)),
              Client.post(server, "/v1/models/letters:predict", new byte[0]))) {
        assertThat(refused.status()).isBetween(400, 405);
        Map<String, Object> error =
            JsonText.object(JsonText.parse("answer", refused.body().getBytes(UTF_8)));
        assertThat(error).containsOnlyKeys("error");
        assertThat(String.valueOf(error.get("error"))).isNotBlank().doesNotContain("\n");
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
      List<Future<Client.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> Client.post(server, "/v1/models/letters:predict", large)));
      }
      int refused = 0;
      for (Future<Client.Answer> answer : answers) {
        Client.Answer response = answer.get();
        if (response.status() == 429) {
          refused++;
          assertThat(response.retryAfter()).isPresent();
          assertThat(response.body()).startsWith("{\"error\":");
        } else {
          assertThat(response.status()).isEqualTo(200);
        }
      }
      assertThat(refused).isBetween(1, 39);
      assertThat(Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void limitsMayBeBelowWhatANetworkTakes() throws Exception {
    try (InferenceServer server = builder().inputs(4, 100, 10).start()) {
      assertThat(Client.get(server, "/v2/health/ready").status()).isEqualTo(200);
      byte[] image = TestModels.png(6, 5, 1);
      assertThat(Client.post(server, "/predict/letters", image).status()).isEqualTo(200);
      assertThat(Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8)).body())
          .contains("too many numbers");
      String file = "{\"b64\":\"" + Base64.getEncoder().encodeToString(image) + "\"}";
      String two = "{\"instances\":[" + file + "," + file + "]}";
      assertThat(Client.post(server, "/v1/models/letters:predict", two.getBytes(UTF_8)).body())
          .contains("too many images of this size", "at most 1 of 6 x 5");
      byte[] large = TestModels.png(11, 10, 1);
      for (String path :
          List.of("/predict/letters", "/try/models/letters/image", "/try/models/letters/drawing")) {
        assertThat(Client.post(server, path, large).body()).as(path).contains("too many pixels");
      }
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
                  Client.Answer answer =
                      Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8));
                  assertThat(answer.status()).isEqualTo(200);
                  answers.add(answer.body());
                }
                return null;
              });
      for (int i = 0; i < 5; i++) {
        TestModels.classes(1 + i % 2).write(folder.resolve("model.safetensors"));
        assertThat(Client.post(server, "/v2/repository/models/letters/load", new byte[0]).status())
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
      assertThat(Client.get(server, "/v2/health/ready").status()).isEqualTo(200);
      assertThat(Client.get(server, "/v2/health/live").status()).isEqualTo(200);
      assertThat(Client.get(server, "/metrics").status()).isEqualTo(401);
      assertThat(Client.post(server, "/v2/repository/models/letters/unload", new byte[0]).body())
          .startsWith("{\"error\":");
      assertThat(
              Client.post(
                      server,
                      "/v1/models/letters:predict",
                      BODY.getBytes(UTF_8),
                      "Authorization",
                      "Bearer " + token)
                  .status())
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
