package dev.kern.serve.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.JsonText;
import dev.kern.model.Classifier;
import dev.kern.model.Decision;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import dev.kern.serve.TestModels;
import dev.kern.web.HttpException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Image files as bodies and in forms.
final class ImageUploadsTest {
  private static final String PATH = "/predict/letters";
  private static final String FORM = "multipart/form-data; boundary=x-y_z";

  @TempDir private Path folder;
  private Served served;

  @BeforeEach
  void serve() {
    served =
        new Served(
            folder,
            Map.of(
                "letters", TestModels.classes(1),
                "labels", TestModels.labels(),
                "angle", TestModels.value(),
                "both", TestModels.bothHeads()));
  }

  /// A form with image files.
  private static byte[] form(String preamble, byte[]... files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(preamble.getBytes(ISO_8859_1));
    for (int i = 0; i < files.length; i++) {
      body.writeBytes(
          """
          --x-y_z\r
          Content-Disposition: form-data; name="file"; filename="%d.png"\r
          Content-Type: image/png\r
          \r
          """
              .formatted(i)
              .getBytes(ISO_8859_1));
      body.writeBytes(files[i]);
      body.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    body.writeBytes("--x-y_z--\r\n".getBytes(ISO_8859_1));
    return body.toByteArray();
  }

  private static byte[] file(int seed) {
    return TestModels.png(6, 5, seed);
  }

  @Test
  void predictsTheBody() {
    Prediction expected = Classifier.of(TestModels.classes(1)).classify(file(1));
    for (String type : List.of("image/png", "application/octet-stream", "")) {
      Map<String, Object> answer =
          Served.json(served.post(PATH, file(1), Map.of("Content-Type", type)));
      assertThat(answer)
          .containsEntry("model", "letters")
          .containsEntry("version", "1")
          .containsEntry("label", expected.label());
      assertThat(JsonText.object(answer.get("probabilities"))).containsOnlyKeys("A", "B", "C");
    }
    assertThat(
            JsonText.object(
                Served.json(served.post(PATH + "/versions/1?top=2", file(1), Map.of()))
                    .get("probabilities")))
        .hasSize(2)
        .containsKey(expected.label());
  }

  /// The model says how it answers; a client can still ask for another number of classes.
  @Test
  void answersAsTheModelDecides() {
    TrainedModel letters = TestModels.classes(1);
    Decision decision = Decision.USUAL.withThreshold(0.999).withTop(2);
    TrainedModel strict =
        new TrainedModel(letters.model().withDecision(decision), letters.weights());
    Served deciding = new Served(folder, Map.of("letters", strict));
    Map<String, Object> answer = Served.json(deciding.post(PATH, file(1), Map.of()));
    assertThat(answer).containsEntry("label", Prediction.NONE);
    assertThat(JsonText.object(answer.get("probabilities"))).hasSize(2);
    Map<String, Object> more = Served.json(deciding.post(PATH + "?top=3", file(1), Map.of()));
    assertThat(JsonText.object(more.get("probabilities"))).hasSize(3);
    assertThat(deciding.get("/v2/models/letters").body())
        .asString(UTF_8)
        .contains("\"threshold\":0.999");
  }

  @Test
  void predictsTheFilesOfAForm() {
    byte[] form = form("", file(1), file(2), file(1));
    List<?> predictions =
        Served.list(
            Served.json(served.post(PATH, form, Map.of("content-type", FORM))), "predictions");
    assertThat(predictions)
        .extracting(p -> JsonText.object(p).get("image"))
        .containsExactly("0.png", "1.png", "2.png");
    assertThat(JsonText.object(predictions.get(0)).get("probabilities"))
        .isEqualTo(JsonText.object(predictions.get(2)).get("probabilities"))
        .isEqualTo(Served.json(served.post(PATH, file(1), Map.of())).get("probabilities"));
    byte[] late = form("for old mail readers\r\n", file(3));
    assertThat(
            served
                .post(PATH, late, Map.of("Content-Type", "Multipart/Form-Data; Boundary=\"x-y_z\""))
                .status())
        .isEqualTo(200);
  }

  @Test
  void saysWhatOtherModelsPredict() {
    Map<String, Object> labels = Served.json(served.post("/predict/labels", file(1), Map.of()));
    assertThat(labels).containsOnlyKeys("model", "version", "labels", "probabilities");
    assertThat(
            JsonText.object(
                Served.json(served.post("/predict/angle", file(1), Map.of())).get("values")))
        .containsOnlyKeys("degrees");
    Map<String, Object> heads =
        JsonText.object(Served.json(served.post("/predict/both", file(1), Map.of())).get("heads"));
    assertThat(JsonText.object(heads.get("letter"))).containsKeys("label", "probability");
    assertThat(JsonText.object(heads.get("place"))).containsOnlyKeys("values");
  }

  @Test
  void givesWhatALayerMakesOfImages() {
    Map<String, Object> features =
        JsonText.object(
            Served.json(served.post(PATH + "?features=conv1", file(1), Map.of())).get("features"));
    assertThat(features)
        .containsEntry("layer", "conv1")
        .containsEntry("shape", List.of(6L, 5L, 4L));
    float[] expected =
        Classifier.of(TestModels.classes(1))
            .features(TestModels.classes(1).model().pixels("1.png", file(1)), "conv1");
    assertThat(Served.list(features, "values"))
        .extracting(value -> ((Number) value).floatValue())
        .containsExactly(boxed(expected));
    byte[] form = form("", file(2), file(1));
    List<?> predictions =
        Served.list(
            Served.json(served.post(PATH + "?features=conv1", form, Map.of("Content-Type", FORM))),
            "predictions");
    assertThat(JsonText.object(predictions.get(1)).get("features")).isEqualTo(features);
    assertThat(refusal(PATH + "?features=conv7", file(1), ""))
        .startsWith("400 model 'letters': there is no such layer; given: 'conv7'");
  }

  private static Float[] boxed(float[] numbers) {
    Float[] boxed = new Float[numbers.length];
    Arrays.setAll(boxed, i -> numbers[i]);
    return boxed;
  }

  private String refusal(String path, byte[] body, String type) {
    return served.refusal("POST", path, body, Map.of("Content-Type", type));
  }

  @Test
  void refusesInWords() {
    byte[] text = "hello".getBytes(UTF_8);
    assertThat(refusal(PATH, text, "image/png")).startsWith("400 image: ");
    assertThat(refusal(PATH, new byte[0], "image/png")).startsWith("400 image: ");
    assertThat(refusal(PATH, TestModels.png(7, 5, 1), "image/png"))
        .startsWith("400 image: the image size doesn't match the network's");
    assertThat(refusal(PATH, TestModels.png(101, 100, 1), "image/png"))
        .startsWith("400 image: the image has too many pixels; given: 101 x 100");
    assertThat(refusal(PATH + "?top=0", file(1), "")).startsWith("400 query, top: ");
    assertThat(refusal(PATH + "?topp=1", file(1), ""))
        .startsWith("400 query: this path takes no such parameter; given: topp; ");
    assertThat(refusal("/predict/x", file(1), "")).startsWith("404 ");
    assertThat(refusal(PATH, form("", file(1), text), FORM)).startsWith("400 1.png: ");
    assertThat(refusal(PATH, text, "multipart/form-data"))
        .startsWith("400 header Content-Type: not a form with a boundary");
    assertThat(refusal(PATH, text, "multipart/mixed; boundary=x-y_z"))
        .startsWith("400 header Content-Type: ");
    assertThat(refusal(PATH, text, FORM)).contains("the boundary is missing");
    assertThat(refusal(PATH, form(""), FORM)).startsWith("400 body: a request takes 1 to 100");
    byte[][] many = new byte[101][];
    Arrays.fill(many, file(1));
    assertThat(refusal(PATH, form("", many), FORM)).startsWith("400 body: too many parts");
  }

  /// Files are decoded one by one, but all at the cost of one request.
  @Test
  void boundsThePixelsOfAllFilesTogether() {
    Served tight =
        new Served(
            folder,
            Map.of("letters", TestModels.classes(1)),
            new ServingLimits(1 << 16, TestModels.IMAGE.size(), 100));
    byte[] four = form("", file(1), file(2), file(3), file(4));
    byte[] five = form("", file(1), file(2), file(3), file(4), file(5));
    for (int i = 0; i < 2; i++) {
      assertThat(tight.post(PATH, four, Map.of("Content-Type", FORM)).status()).isEqualTo(200);
      assertThat(tight.refusal("POST", PATH, five, Map.of("Content-Type", FORM)))
          .isEqualTo(
              "400 4.png: the images of the request have too many pixels together; given: 150 up"
                  + " to this one; expected: at most 120 pixels; fix: send fewer images at a time,"
                  + " or reduce them; the network sees 6 x 5");
    }
    assertThat(new ServingLimits(1, Long.MAX_VALUE, 1).pixelsOfAll()).isPositive();
  }

  @Test
  void damagedFormsAreRefusedAndNothingElse() {
    Random random = new Random(5);
    byte[] seed = form("", file(1), file(2));
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] body =
          Arrays.copyOf(seed, random.nextInt(3) == 0 ? random.nextInt(seed.length) : seed.length);
      for (int k = random.nextInt(5); k > 0 && body.length > 0; k--) {
        body[random.nextInt(body.length)] = (byte) "\r\n-xyz_:; \"".charAt(random.nextInt(10));
      }
      try {
        served.post(PATH, body, Map.of("Content-Type", FORM));
      } catch (HttpException e) {
        assertThat(e.status()).isEqualTo(400);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }
}
