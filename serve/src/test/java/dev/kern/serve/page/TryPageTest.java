package dev.kern.serve.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.image.PngWriter;
import dev.kern.json.JsonText;
import dev.kern.serve.Client;
import dev.kern.serve.InferenceServer;
import dev.kern.serve.TestModels;
import java.io.IOException;
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

  private static Client.Answer get(String path) {
    return Client.get(server, path);
  }

  private static Client.Answer post(String path, byte[] body) {
    return Client.post(server, path, body);
  }

  private static Map<?, ?> trace(String path, byte[] body) {
    Client.Answer response = post(path, body);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
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
  void servesAPageThatNeedsNothingElse() throws IOException {
    int size = 0;
    for (String path : TryPage.pages("").keySet()) {
      Client.Answer page = get(path);
      assertThat(page.status()).isEqualTo(200);
      size += page.body().getBytes(UTF_8).length;
      assertThat(page.body().replace("http://www.w3.org/2000/svg", "a name, not an address"))
          .doesNotContain("http://", "https://", "//cdn");
      assertThat(
              server
                  .address()
                  .resolve(path)
                  .toURL()
                  .openConnection()
                  .getHeaderField("Content-Security-Policy"))
          .contains("default-src 'none'");
    }
    assertThat(size).as("bytes of the whole page").isBetween(20_000, 150_000);
    assertThat(get("/try.html").status()).isEqualTo(404);
  }

  @Test
  void saysWhatModelsTake() {
    assertThat(get("/try/models").body())
        .contains("\"name\":\"grey\"", "\"draws\":true", "\"name\":\"colours\"", "\"draws\":false");
  }

  @Test
  void aModelThatIsNotLoadedHidesNoOther() {
    assertThat(post("/v2/repository/models/colours/unload", new byte[0]).status()).isEqualTo(200);
    try {
      Client.Answer models = get("/try/models");
      assertThat(models.status()).isEqualTo(200);
      assertThat(models.body()).contains("\"name\":\"grey\"").doesNotContain("colours");
    } finally {
      post("/v2/repository/models/colours/load", new byte[0]);
    }
  }

  @Test
  void marksWhatSpeaksForTheBestAnswer() {
    Map<?, ?> answer = trace("/try/models/grey/drawing", drawing());
    Map<?, ?> look = (Map<?, ?>) answer.get("look");
    List<Object> names = each(answer, "answers", "name");
    List<Object> values = each(answer, "answers", "value");
    int best = 0;
    for (int i = 1; i < values.size(); i++) {
      boolean more =
          Double.parseDouble(values.get(i).toString())
              > Double.parseDouble(values.get(best).toString());
      best = more ? i : best;
    }
    assertThat(look.get("name")).isEqualTo(names.get(best));
    assertThat(List.of(look.get("rows").toString(), look.get("columns").toString()))
        .containsExactly("6", "5");
    byte[] places = Base64.getDecoder().decode(look.get("values").toString());
    assertThat(places).hasSize(30);
  }

  @Test
  void tracesADrawing() {
    Map<?, ?> trace = trace("/try/models/grey/drawing", drawing());
    byte[] seen = Base64.getDecoder().decode((String) trace.get("seen"));
    assertThat(seen).hasSize(TestModels.IMAGE.size()).contains(0).contains(-1);
    assertThat((List<?>) trace.get("answers")).hasSize(3);
    assertThat(each(trace, "layers", "name")).containsExactly("conv1, relu1", "dense1");
  }

  @Test
  void explainsAUnitOfATrace() {
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
      assertThat(post("/try/models/grey/unit?" + wrong, pixels).status()).isEqualTo(400);
    }
    assertThat(post("/try/models/grey/unit?layer=conv1", pixels).body())
        .contains("no layer 'conv1'; there are 'conv1, relu1', 'dense1'");
    byte[] nothing = new byte[pixels.length];
    Arrays.fill(nothing, (byte) -1);
    assertThat(post(path, nothing).body()).contains("NaN", "finite number");
    assertThat(post(path, new byte[7]).body()).contains("little-endian floats");
  }

  @Test
  void takesImagesOfAnySize() {
    assertThat(trace("/try/models/colours/image", drawing()).get("note"))
        .isEqualTo("Resized from 40 × 30 pixels, after cutting out its middle.");
    assertThat(trace("/try/models/colours/image", PngWriter.of(new byte[36], 4, 3, 3)).get("note"))
        .isEqualTo("");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(post("/try/models/colours/drawing", drawing()).body()).contains("coloured");
    assertThat(post("/try/models/grey/image", new byte[] {1, 2, 3}).status()).isEqualTo(400);
    assertThat(post("/try/models/grey/drawing", new byte[0]).status()).isEqualTo(400);
    assertThat(post("/try/models/nobody/image", drawing()).status()).isEqualTo(404);
  }
}
