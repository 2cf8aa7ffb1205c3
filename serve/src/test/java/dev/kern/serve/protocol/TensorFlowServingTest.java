package dev.kern.serve.protocol;

import static dev.kern.serve.TestModels.pixels;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.JsonText;
import dev.kern.serve.TestModels;
import dev.kern.web.Response;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The REST interface of TensorFlow Serving.
final class TensorFlowServingTest {
  private static final String MODEL = "/v1/models/letters";
  private static final String PREDICT = MODEL + ":predict";
  private static final int SIZE = TestModels.IMAGE.size();

  @TempDir private Path folder;
  private Served served;

  @BeforeEach
  void serve() {
    served =
        new Served(
            folder,
            Map.of(
                "letters", TestModels.classes(1),
                "both", TestModels.bothHeads(),
                "angle", TestModels.value()));
  }

  private static String text(Response response) {
    Served.json(response);
    return new String(response.body(), UTF_8);
  }

  private static float[] image(float[] images, int i) {
    return Arrays.copyOfRange(images, i * SIZE, (i + 1) * SIZE);
  }

  private static String array(float[] numbers) {
    return Arrays.toString(numbers).replace(" ", "");
  }

  private static String expected(float[] images) {
    StringBuilder expected = new StringBuilder("[");
    for (int i = 0; i < images.length / SIZE; i++) {
      expected.append(i == 0 ? "" : ",");
      expected.append(array(OpenInferenceTest.probabilities(image(images, i))));
    }
    return expected + "]";
  }

  @Test
  void predictsRows() {
    float[] images = pixels(2, 1);
    String rows = "[%s,%s]".formatted(array(image(images, 0)), array(image(images, 1)));
    assertThat(text(served.post(PREDICT, "{\"instances\":" + rows + "}")))
        .isEqualTo("{\"predictions\":" + expected(images) + "}");
    String named =
        "{\"signature_name\":\"serving_default\",\"instances\":[{\"images\":%s},{\"images\":%s}]}"
            .formatted(array(image(images, 0)), array(image(images, 1)));
    assertThat(text(served.post(MODEL + "/versions/1:predict", named)))
        .isEqualTo("{\"predictions\":" + expected(images) + "}");
    assertThat(text(served.post(MODEL + "/labels/latest:predict", named)))
        .isEqualTo("{\"predictions\":" + expected(images) + "}");
  }

  @Test
  void predictsColumns() {
    float[] images = pixels(2, 2);
    String tensor = "[%s,%s]".formatted(array(image(images, 0)), array(image(images, 1)));
    for (String inputs : List.of(tensor, "{\"images\":" + tensor + "}")) {
      assertThat(text(served.post(PREDICT, "{\"inputs\":" + inputs + "}")))
          .isEqualTo("{\"outputs\":" + expected(images) + "}");
    }
  }

  @Test
  void namesOutputsIfThereAreSeveral() {
    String rows = "{\"instances\":[" + array(pixels(1, 3)) + "]}";
    assertThat(text(served.post("/v1/models/both:predict", rows)))
        .matches("\\{\"predictions\":\\[\\{\"letter\":\\[[^]]+],\"place\":\\[[^]]+]}]}");
    assertThat(text(served.post("/v1/models/both:predict", rows.replace("instances", "inputs"))))
        .matches("\\{\"outputs\":\\{\"letter\":\\[\\[[^]]+]],\"place\":\\[\\[[^]]+]]}}");
  }

  @Test
  void takesImageFilesInBase64() {
    String file = Base64.getEncoder().encodeToString(TestModels.png(6, 5, 1));
    String one = "{\"b64\":\"%s\"}".formatted(file);
    String same =
        text(served.post(PREDICT, "{\"instances\":[%s,{\"images\":%s}]}".formatted(one, one)));
    List<?> both = Served.list(JsonText.parse("", same.getBytes(UTF_8)), "predictions");
    assertThat(both).hasSize(2);
    assertThat(both.get(0)).isEqualTo(both.get(1));
    assertThat(text(served.post(PREDICT, "{\"inputs\":{\"images\":[%s]}}".formatted(one))))
        .contains(JsonText.line(both.get(0)));
  }

  @Test
  void classifies() {
    float[] image = pixels(1, 4);
    float[] p = OpenInferenceTest.probabilities(image);
    String expected =
        "{\"results\":[[[\"A\",%s],[\"B\",%s],[\"C\",%s]]]}".formatted(p[0], p[1], p[2]);
    assertThat(
            text(
                served.post(
                    MODEL + ":classify", "{\"examples\":[{\"images\":" + array(image) + "}]}")))
        .isEqualTo(expected);
    assertThat(
            text(
                served.post(
                    MODEL + ":classify",
                    "{\"context\":{\"images\":" + array(image) + "},\"examples\":[{}]}")))
        .isEqualTo(expected);
    assertThat(served.refusal("/v1/models/angle:classify", "{}")).startsWith("400 model 'angle'");
    assertThat(served.refusal("/v1/models/both:classify", "{}")).startsWith("400 model 'both'");
  }

  @Test
  void regresses() {
    String examples = "{\"examples\":[{\"images\":" + array(pixels(1, 5)) + "}]}";
    String predicted =
        text(
            served.post(
                "/v1/models/angle:predict", "{\"instances\":[" + array(pixels(1, 5)) + "]}"));
    assertThat(text(served.post("/v1/models/angle:regress", examples)))
        .isEqualTo(
            predicted.replace("predictions", "results").replace("[[", "[").replace("]]", "]"));
    assertThat(served.refusal(MODEL + ":regress", examples)).startsWith("400 model 'letters'");
  }

  @Test
  void tellsStatusAndMetadata() {
    String status =
        "{\"model_version_status\":[{\"version\":\"1\",\"state\":\"AVAILABLE\",\"status\":"
            + "{\"error_code\":\"OK\",\"error_message\":\"\"}}]}";
    for (String path : List.of(MODEL, MODEL + "/versions/1", MODEL + "/labels/latest")) {
      assertThat(text(served.get(path))).isEqualTo(status);
      assertThat(text(served.get(path + "/metadata")))
          .contains(
              "\"model_spec\":{\"name\":\"letters\",\"signature_name\":\"\",\"version\":\"1\"}")
          .contains("\"method_name\":\"tensorflow/serving/predict\"");
    }
    for (String path : List.of("/v1/models/x", MODEL + "/versions/7", MODEL + "/labels/canary")) {
      assertThat(served.refusal("GET", path, new byte[0], Map.of())).startsWith("404 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                        | one of 'instances' and 'inputs' is needed; given: neither
          {"instances":[[1]],"inputs":[[1]]}        | given: both
          {"instances":"x"}                         | instances: wrong kind of value
          {"instances":[]}                          | instances: a request takes 1 to 100 images; given: 0; fix: give at least one
          {"instances":[1,2]}                       | instances: the network takes images of another shape
          {"instances":[[1,2]]}                     | instances: the network takes images of another shape
          {"instances":["x"]}                       | instances[0]: wrong kind of value
          {"instances":[["x"]]}                     | given: a list; expected: the image's numbers, or an object
          {"instances":[null]}                      | instances[0]: missing
          {"instances":[{}]}                        | instances[0]: not an image
          {"instances":[{"x":[1]}]}                 | instances[0]: not an image; given: the keys x
          {"instances":[{"b64":"%%"}]}              | instances[0]: not base 64
          {"instances":[{"b64":"AAAA"}]}            | instances[0]:
          {"instances":[{"images":[1]}]}            | instances[0].images: the network takes
          {"inputs":{"x":[1]}}                      | inputs: wrong kind of value; given: an object
          {"signature_name":"other","instances":[]} | signature_name: the model has no such signature
          """)
  void refusesInWords(String body, String words) {
    assertThat(served.refusal(PREDICT, body)).startsWith("400 ").contains(words);
  }

  @Test
  void boundsThePixelsOfAllFilesTogether() {
    Served tight =
        new Served(
            folder,
            Map.of("letters", TestModels.classes(1)),
            new ServingLimits(1 << 16, SIZE, 100));
    String file = Base64.getEncoder().encodeToString(TestModels.png(6, 5, 1));
    String four = ("{\"b64\":\"" + file + "\"},").repeat(4);
    String row = array(pixels(1, 1));
    assertThat(tight.post(PREDICT, "{\"instances\":[" + four + row + "]}").status()).isEqualTo(200);
    assertThat(tight.refusal(PREDICT, "{\"instances\":[" + four + "{\"b64\":\"" + file + "\"}]}"))
        .startsWith("400 instances[4]: the images of the request have too many pixels together");
    String example = "{\"images\":{\"b64\":\"" + file + "\"}}";
    String five = example + ("," + example).repeat(4);
    assertThat(tight.refusal(MODEL + ":classify", "{\"examples\":[" + five + "]}"))
        .contains("too many pixels together");
  }
}
