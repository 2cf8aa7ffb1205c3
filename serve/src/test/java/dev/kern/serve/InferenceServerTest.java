package dev.kern.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.json.JsonText;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.run.Heap;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import dev.kern.web.AccessLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
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

  /// What people look at takes no place of what programs ask for, nor the other way round.
  @Test
  void tracesAndPredictionsDoNotWaitForOneAnother() throws Exception {
    try (InferenceServer server = builder().admission(1, 0, Duration.ofSeconds(1)).start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] image = TestModels.png(6, 5, 1);
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Integer>> traces = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        traces.add(
            threads.submit(
                () -> {
                  int answered = 0;
                  while (!done.get()) {
                    Client.Answer answer = Client.post(server, "/try/models/letters/image", image);
                    assertThat(answer.status()).isIn(200, 429);
                    answered += answer.status() == 200 ? 1 : 0;
                  }
                  return answered;
                }));
      }
      for (int i = 0; i < 300; i++) {
        assertThat(Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8)).status())
            .isEqualTo(200);
      }
      done.set(true);
      int answered = 0;
      for (Future<Integer> trace : traces) {
        answered += trace.get();
      }
      assertThat(answered).isPositive();
    }
  }

  @Test
  void answersToFurtherNames() throws Exception {
    try (InferenceServer server = builder().name("models.example.org").start()) {
      assertThat(status(server, "models.example.org")).contains(" 200 ");
      assertThat(status(server, "evil.example.org")).contains(" 421 ");
    }
  }

  /// The first line of the answer to a client that calls the server so.
  private static String status(InferenceServer server, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET /v2/health/ready HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  /// Too large a model says so, and leaves the one that is there.
  @Test
  void saysIfThereIsNoMemoryForAModel() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    UnaryOperator<TrainedModel> adjustment = trained -> full.get() ? tooLarge() : trained;
    try (InferenceServer server = builder().adjustment(adjustment).start()) {
      full.set(true);
      Client.Answer answer = Client.post(server, "/v2/repository/models/letters/load", new byte[0]);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body()).contains("not enough memory", "-Xmx");
      assertThat(Client.post(server, "/v2/repository/index", new byte[0]).body())
          .contains("the last load failed: ", "not enough memory");
      assertThat(Client.post(server, "/v1/models/letters:predict", BODY.getBytes(UTF_8)).status())
          .isEqualTo(200);
    }
  }

  /// Fails, because no heap has room for it.
  private static TrainedModel tooLarge() {
    Graph graph = new Graph();
    List<Node> all = new ArrayList<>();
    Shape gigabytes = Shape.of(1024, 1024, 1024);
    for (long bytes = 0; bytes <= Heap.limit(); bytes += Float.BYTES * (long) gigabytes.size()) {
      all.add(Scale.of(graph.placeholder("x" + all.size(), gigabytes), 2));
    }
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 1)) {
      throw new AssertionError("there was room: " + session.plan(all.toArray(Node[]::new)));
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
    assertThat(log)
        .hasSize(5)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"path\":\"/v1/models/letters:predict\",\"status\":200"));
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
