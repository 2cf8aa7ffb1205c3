package dev.kern.serve.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.image.PngWriter;
import dev.kern.json.JsonText;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page asks for, over loopback.
@SuppressWarnings("NullAway") // what an answer lacks fails the tests
final class TryPageTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;

  private static InferenceServer server;

  @BeforeAll
  static void start() {
    Path grey = folder.resolve("grey.safetensors");
    Path colours = folder.resolve("colours.safetensors");
    TestModels.classes(1).write(grey);
    TestModels.colours().write(colours);
    server = InferenceServer.builder().model("grey", grey).model("colours", colours).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(server.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(server.address().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Map<?, ?> trace(String path, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = post(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return (Map<?, ?>) JsonText.parse("trace", response.body().getBytes(UTF_8));
  }

  /// The values of a key in the objects of a list.
  private static List<Object> each(Map<?, ?> answer, String list, String key) {
    return ((List<?>) answer.get(list))
        .stream().<Object>map(one -> String.valueOf(((Map<?, ?>) one).get(key))).toList();
  }

  /// White paper with a black bar.
  private static byte[] drawing() {
    byte[] pixels = new byte[40 * 30];
    Arrays.fill(pixels, (byte) 255);
    for (int y = 5; y < 25; y++) {
      Arrays.fill(pixels, y * 40 + 30, y * 40 + 35, (byte) 0);
    }
    return PngWriter.of(pixels, 30, 40, 1);
  }

  @Test
  void servesAPageThatNeedsNothingElse() throws Exception {
    for (String path : TryPage.pages().keySet()) {
      HttpResponse<String> page = get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
      assertThat(page.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'");
    }
    assertThat(get("/try.html").statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhatModelsTake() throws Exception {
    assertThat(get("/try/models").body())
        .contains("\"name\":\"grey\"", "\"draws\":true", "\"name\":\"colours\"", "\"draws\":false");
  }

  @Test
  void tracesADrawing() throws Exception {
    Map<?, ?> trace = trace("/try/models/grey/drawing", drawing());
    byte[] seen = Base64.getDecoder().decode((String) trace.get("seen"));
    assertThat(seen).hasSize(TestModels.IMAGE.size()).contains(0).contains(-1);
    assertThat((List<?>) trace.get("answers")).hasSize(3);
    assertThat(each(trace, "layers", "name")).containsExactly("conv1, relu1", "dense1");
  }

  @Test
  void explainsAUnitOfATrace() throws Exception {
    Map<?, ?> trace = trace("/try/models/grey/drawing", drawing());
    byte[] pixels = Base64.getDecoder().decode((String) trace.get("pixels"));
    String path = "/try/models/grey/unit?layer=conv1,%20relu1&row=2&column=1&channel=3";
    Map<?, ?> unit = trace(path, pixels);
    assertThat(unit.get("rows")).isEqualTo(3L);
    assertThat(each(unit, "steps", "op")).containsExactly("conv2d", "add_bias", "relu");
    for (String wrong :
        List.of(
            "layer=conv9&row=0",
            "layer=dense1&channel=3",
            "layer=dense1&channel=-1",
            "layer=dense1&row=x")) {
      assertThat(post("/try/models/grey/unit?" + wrong, pixels).statusCode()).isEqualTo(400);
    }
    assertThat(post(path, new byte[7]).body()).contains("little-endian floats");
  }

  @Test
  void takesImagesOfAnySize() throws Exception {
    assertThat(trace("/try/models/colours/image", drawing()).get("note"))
        .isEqualTo("Resized from 40 × 30 pixels, after cutting out its middle.");
    assertThat(trace("/try/models/colours/image", PngWriter.of(new byte[36], 4, 3, 3)).get("note"))
        .isEqualTo("");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(post("/try/models/colours/drawing", drawing()).body()).contains("coloured");
    assertThat(post("/try/models/grey/image", new byte[] {1, 2, 3}).statusCode()).isEqualTo(400);
    assertThat(post("/try/models/grey/drawing", new byte[0]).statusCode()).isEqualTo(400);
    assertThat(post("/try/models/nobody/image", drawing()).statusCode()).isEqualTo(404);
  }
}
