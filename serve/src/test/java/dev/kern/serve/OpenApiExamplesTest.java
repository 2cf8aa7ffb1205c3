package dev.kern.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kern.json.JsonText;
import dev.kern.web.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Requests to a server and its answers against the schemas of its own description.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OpenApiExamplesTest {
  private static final String DESCRIPTION = "https://kern.dev/openapi.json";
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final int LARGEST = 1 << 16;

  private static final float[] PIXELS = TestModels.pixels(1, 1);
  private static final String IMAGE = Arrays.toString(PIXELS);
  private static final String FILE = Base64.getEncoder().encodeToString(TestModels.png(6, 5, 1));

  @TempDir static Path folder;

  private static InferenceServer server;
  private static SchemaRegistry schemas;
  private static Map<String, Object> description = Map.of();

  /// The operations that have answered as they should.
  private static final Set<String> ANSWERED = new HashSet<>();

  @BeforeAll
  static void start() {
    Path letters = folder.resolve("letters.safetensors");
    Path degrees = folder.resolve("degrees.safetensors");
    TestModels.classes(1).write(letters);
    TestModels.value().write(degrees);
    server =
        InferenceServer.builder()
            .model("letters", letters)
            .model("degrees", degrees)
            .limits(Limits.standard().withBody(LARGEST, LARGEST))
            .start();
    String text = Client.get(server, "/openapi.json").body();
    description = JsonText.object(JsonText.parse("description", text.getBytes(UTF_8)));
    schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemas(Map.of(DESCRIPTION, text)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// What the description has at some keys, with references followed.
  private static Place at(Place place, String... keys) {
    Place now = place;
    for (String key : keys) {
      String where = key + " in " + now.pointer();
      Object next = Objects.requireNonNull(JsonText.object(now.value()).get(key), where);
      now = new Place(now.pointer() + "/" + key.replace("~", "~0").replace("/", "~1"), next);
      Object reference = next instanceof Map<?, ?> map ? map.get("$ref") : null;
      if (reference != null) {
        String[] path = reference.toString().substring(2).split("/");
        now = at(new Place("", description), path);
      }
    }
    return now;
  }

  /// A part of the description.
  private record Place(String pointer, Object value) {}

  /// What is wrong with a text by the schema at a place; empty for nothing.
  private static List<String> faults(Place schema, String text) {
    Schema compiled = schemas.getSchema(SchemaLocation.of(DESCRIPTION + "#" + schema.pointer()));
    return compiled.validate(text, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  /// The path of the description that a path is one of.
  private static String template(String path) {
    String plain = path.replaceFirst("\\?.*", "");
    return JsonText.object(description.get("paths")).keySet().stream()
        .filter(template -> plain.matches(template.replaceAll("\\{\\w+}", "[^/:]+")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not described: " + path));
  }

  private static Place operation(String method, String path) {
    return at(new Place("", description), "paths", template(path), method);
  }

  /// Expects that an answer is one of those described.
  private static void expectDescribed(Place operation, int status, Client.Answer answer) {
    assertThat(answer.status()).as("%s: %s", operation.pointer(), answer.body()).isEqualTo(status);
    Place content = at(operation, "responses", Integer.toString(status), "content");
    Place media = at(content, answer.type().replaceFirst(";.*", ""));
    if (answer.type().startsWith(JSON)) {
      assertThat(faults(at(media, "schema"), answer.body()))
          .as("%s: %s", operation.pointer(), answer.body())
          .isEmpty();
    }
    if (status == 200) {
      ANSWERED.add(operation.pointer());
    }
  }

  private static void get(String path, int status) {
    expectDescribed(operation("get", path), status, Client.get(server, path));
  }

  /// Sends JSON that the description allows.
  private static void post(String path, String body) {
    assertThat(post(path, body, 200)).as("faults of %s", body).isEmpty();
  }

  /// Sends JSON, and returns what the description finds wrong with it.
  private static List<String> post(String path, String body, int status) {
    Place operation = operation("post", path);
    expectDescribed(
        operation, status, Client.post(server, path, body.getBytes(UTF_8), "Content-Type", JSON));
    return faults(at(operation, "requestBody", "content", JSON, "schema"), body);
  }

  private static void postBytes(String path, String type, byte[] body, String... headers) {
    Place operation = operation("post", path);
    assertThat(at(operation, "requestBody", "content", type.replaceFirst(";.*", ""))).isNotNull();
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = type;
    expectDescribed(operation, 200, Client.post(server, path, body, all));
  }

  private static String infer(String more, String outputs) {
    return "{\"id\":\"7\",\"inputs\":[{\"name\":\"images\","
        + more
        + "}],\"outputs\":"
        + outputs
        + "}";
  }

  private static String pixels(String data) {
    return "\"datatype\":\"FP32\",\"shape\":[1,6,5,1],\"data\":" + data;
  }

  @Test
  @Order(1)
  void whatIsAskedForIsDescribed() {
    for (String path :
        List.of(
            "/v2",
            "/v2/health/live",
            "/v2/health/ready",
            "/v2/models/letters",
            "/v2/models/letters/versions/1",
            "/v2/models/letters/ready",
            "/v2/models/letters/versions/1/ready",
            "/v1/models/letters",
            "/v1/models/letters/metadata",
            "/v1/models/letters/versions/1",
            "/v1/models/letters/versions/1/metadata",
            "/v1/models/letters/labels/latest",
            "/v1/models/letters/labels/latest/metadata",
            "/metrics",
            "/openapi.json")) {
      get(path, 200);
    }
  }

  @Test
  @Order(1)
  void openInferenceIsDescribed() {
    for (String model : List.of("/v2/models/letters", "/v2/models/letters/versions/1")) {
      String path = model + "/infer";
      post(path, "{\"inputs\":[{\"name\":\"images\"," + pixels(IMAGE) + "}]}");
      String nested = "\"datatype\":\"FP32\",\"shape\":[1,30],\"data\":[" + IMAGE + "]";
      post(path, infer(nested, "[{\"name\":\"dense1\"}]"));
      post(
          path,
          infer(
              pixels(IMAGE),
              "[{\"name\":\"probabilities\",\"parameters\":{\"classification\":2}}]"));
      post(
          path,
          infer(
              "\"datatype\":\"UINT8\",\"shape\":[1,30],\"data\":[1" + ",255".repeat(29) + "]",
              "[]"));
      byte[] head =
          infer(
                  "\"datatype\":\"FP32\",\"shape\":[1,30],\"parameters\":{\"binary_data_size\":120}",
                  "[{\"name\":\"probabilities\",\"parameters\":{\"binary_data\":true}}]")
              .getBytes(UTF_8);
      ByteBuffer body = ByteBuffer.allocate(head.length + 120).order(ByteOrder.LITTLE_ENDIAN);
      body.put(head).asFloatBuffer().put(PIXELS);
      postBytes(path, BYTES, body.array(), LENGTH, Integer.toString(head.length));
    }
  }

  @Test
  @Order(1)
  void tensorFlowServingIsDescribed() {
    for (String model : List.of("letters", "letters/versions/1", "letters/labels/latest")) {
      String predict = "/v1/models/" + model + ":predict";
      post(predict, "{\"instances\":[" + IMAGE + "]}");
      post(predict, "{\"signature_name\":\"serving_default\",\"inputs\":[" + IMAGE + "]}");
      post(predict, "{\"instances\":[{\"b64\":\"" + FILE + "\"}]}");
      post(predict, "{\"inputs\":{\"images\":[" + IMAGE + "]}}");
      String examples = "{\"examples\":[{\"images\":{\"b64\":\"" + FILE + "\"}}]}";
      post("/v1/models/" + model + ":classify", examples);
      post("/v1/models/" + model.replace("letters", "degrees") + ":regress", examples);
    }
  }

  @Test
  @Order(1)
  void imageFilesAreDescribed() throws IOException {
    byte[] png = TestModels.png(6, 5, 1);
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    String part = "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.png\"\r\n\r\n";
    form.write(part.getBytes(UTF_8));
    form.write(png);
    form.write("\r\n--x--\r\n".getBytes(UTF_8));
    for (String path : List.of("/predict/letters", "/predict/letters/versions/1")) {
      postBytes(path, "image/png", png);
      postBytes(path + "?top=2", BYTES, png);
      postBytes(path + "?features=dense1", BYTES, png);
      postBytes(path, "multipart/form-data; boundary=x", form.toByteArray());
    }
    postBytes("/predict/degrees", BYTES, png);
  }

  @Test
  @Order(2)
  void theRepositoryIsDescribed() throws IOException {
    String models = "/v2/repository/models/degrees/";
    post("/v2/repository/index", "{}");
    post("/v2/repository/index", "{\"ready\":true}");
    post(models + "unload", "{}");
    post("/v2/repository/index", "{\"ready\":false}");
    get("/v2/models/degrees", 404);
    post(models + "load", "{}");
    Files.delete(folder.resolve("degrees.safetensors"));
    post(models + "load", "{}", 409);
    get("/v2/models/degrees", 200);
  }

  @Test
  @Order(2)
  void refusalsAreDescribed() {
    for (String body :
        List.of(
            "{}",
            "{\"inputs\":[]}",
            "{\"inputs\":[{}]}",
            "{\"inputs\":{}}",
            "{\"inputs\":[{\"name\":\"words\"," + pixels(IMAGE) + "}]}",
            infer("\"datatype\":\"INT8\",\"shape\":[1,30],\"data\":" + IMAGE, "[]"),
            infer("\"datatype\":\"FP32\",\"shape\":[1,0],\"data\":[]", "[]"),
            infer(pixels("[\"x\"]"), "[]"),
            infer(pixels(IMAGE), "[{}]"))) {
      assertThat(post("/v2/models/letters/infer", body, 400)).as(body).isNotEmpty();
    }
    for (String body :
        List.of(
            "{}",
            "{\"instances\":7}",
            "{\"instances\":[\"x\"]}",
            "{\"signature_name\":\"other\",\"instances\":[" + IMAGE + "]}",
            "{\"instances\":[" + IMAGE + "],\"inputs\":[" + IMAGE + "]}")) {
      assertThat(post("/v1/models/letters:predict", body, 400)).as(body).isNotEmpty();
    }
    assertThat(post("/v1/models/letters:classify", "{\"examples\":7}", 400)).isNotEmpty();
    String right = "{\"instances\":[" + IMAGE + "]}";
    assertThat(post("/v1/models/nobody:predict", right, 404)).isEmpty();
    get("/v2/models/letters/versions/9", 404);
    post("/v1/models/letters:predict", right + " ".repeat(LARGEST), 413);
    Place operation = operation("post", "/v2/models/letters/infer");
    Client.Answer other = Client.get(server, "/v2/models/letters/infer");
    assertThat(other.status()).isEqualTo(405);
    Place rest = at(operation, "responses", "default", "content", JSON, "schema");
    assertThat(faults(rest, other.body())).isEmpty();
  }

  /// A server with one place and no queue, asked by forty at once.
  @Test
  @Order(2)
  void aBusyServersRefusalsAreDescribed() throws Exception {
    String path = "/v1/models/letters:predict";
    byte[] images =
        ("{\"instances\":[" + IMAGE + ("," + IMAGE).repeat(1000) + "]}").getBytes(UTF_8);
    List<Client.Answer> refused = new ArrayList<>();
    try (InferenceServer small =
            InferenceServer.builder()
                .model("letters", folder.resolve("letters.safetensors"))
                .admission(1, 0, Duration.ofSeconds(1))
                .start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Client.Answer>> answers =
          Stream.generate(() -> threads.submit(() -> Client.post(small, path, images)))
              .limit(40)
              .toList();
      for (Future<Client.Answer> answer : answers) {
        if (answer.get().status() != 200) {
          refused.add(answer.get());
        }
      }
    }
    assertThat(refused).isNotEmpty();
    refused.forEach(answer -> expectDescribed(operation("post", path), 429, answer));
  }

  @Test
  @Order(3)
  void everyOperationHasAnswered() {
    Set<String> all = new HashSet<>();
    JsonText.object(description.get("paths"))
        .forEach(
            (path, methods) ->
                JsonText.object(methods)
                    .keySet()
                    .forEach(
                        method ->
                            all.add(operation(method.toLowerCase(Locale.ROOT), path).pointer())));
    assertThat(ANSWERED).isEqualTo(all);
  }
}
