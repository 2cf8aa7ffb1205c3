package dev.kern.serve.protocol;

import static dev.kern.serve.TestModels.pixels;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.JsonText;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import dev.kern.serve.TestModels;
import dev.kern.web.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Open Inference Protocol, version 2.
final class OpenInferenceTest {
  private static final String INFER = "/v2/models/letters/infer";
  private static final int SIZE = TestModels.IMAGE.size();
  private static final Classifier CLASSIFIER = Classifier.of(TestModels.classes(1));

  @TempDir private Path folder;
  private Served served;

  @BeforeEach
  void serve() {
    served =
        new Served(
            folder,
            Map.of(
                "letters", TestModels.classes(1),
                "colours", TestModels.colours(),
                "both", TestModels.bothHeads(),
                "angle", TestModels.value()));
  }

  /// A request for one input.
  private static String request(String datatype, String shape, String data) {
    return "{\"id\":\"7\",\"inputs\":[{\"name\":\"images\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(datatype, shape, data);
  }

  private static String shape(int images) {
    return "[" + images + ",6,5,1]";
  }

  static float[] probabilities(float[] image) {
    return floats(CLASSIFIER.classify(image).probabilities().values());
  }

  private static float[] floats(Iterable<Double> numbers) {
    List<Float> all = new ArrayList<>();
    numbers.forEach(number -> all.add(number.floatValue()));
    float[] floats = new float[all.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = all.get(i);
    }
    return floats;
  }

  /// The only output of an answer in JSON.
  private static Map<String, Object> output(Response response) {
    return JsonText.object(Served.list(Served.json(response), "outputs").getFirst());
  }

  private static float[] data(Response response) {
    List<?> data = Served.list(output(response), "data");
    float[] numbers = new float[data.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(String.valueOf(data.get(i)));
    }
    return numbers;
  }

  @Test
  void answersWithTheNumbersOfTheClassifier() {
    float[] image = pixels(1, 1);
    Response response = served.post(INFER, request("FP32", shape(1), Arrays.toString(image)));
    assertThat(response.type()).isEqualTo("application/json");
    Map<String, Object> answer = Served.json(response);
    assertThat(answer)
        .containsEntry("model_name", "letters")
        .containsEntry("model_version", "1")
        .containsEntry("id", "7");
    assertThat(output(response))
        .containsEntry("name", "probabilities")
        .containsEntry("datatype", "FP32")
        .containsEntry("shape", List.of(1L, 3L));
    assertThat(data(response)).containsExactly(probabilities(image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2,6,5,1]", "[2,30]", "[2,6,5]", "[2,1,6,5]"})
  void takesShapesWithTheSameOrder(String shape) {
    String data = Arrays.toString(pixels(2, 2));
    assertThat(data(served.post(INFER, request("FP32", shape, data)))).hasSize(6);
  }

  @Test
  void takesNestedData() {
    float[] image = pixels(1, 3);
    StringBuilder nested = new StringBuilder("[[");
    for (int row = 0; row < 6; row++) {
      nested.append(row == 0 ? "[" : ",[");
      for (int column = 0; column < 5; column++) {
        nested.append(column == 0 ? "[" : ",[").append(image[row * 5 + column]).append("]");
      }
      nested.append("]");
    }
    assertThat(data(served.post(INFER, request("FP32", shape(1), nested.append("]]").toString()))))
        .containsExactly(probabilities(image));
  }

  @Test
  void anImageHasTheSameBitsAloneAndWithOthers() {
    for (int images : new int[] {2, 3, 8, 33}) {
      float[] all = pixels(images, 4);
      float[] together =
          data(served.post(INFER, request("FP32", shape(images), Arrays.toString(all))));
      for (int i = 0; i < images; i++) {
        float[] image = Arrays.copyOfRange(all, i * SIZE, (i + 1) * SIZE);
        float[] alone = data(served.post(INFER, request("FP32", shape(1), Arrays.toString(image))));
        assertThat(Arrays.copyOfRange(together, 3 * i, 3 * i + 3)).containsExactly(alone);
      }
    }
  }

  @Test
  void scalesBytesAsTheTrainingImagesWere() {
    byte[] bytes = new byte[SIZE];
    float[] image = new float[SIZE];
    String data = "";
    for (int i = 0; i < SIZE; i++) {
      int value = i * 255 / (SIZE - 1);
      bytes[i] = (byte) value;
      image[i] = (float) ((value - 127.5) / 255);
      data += (i == 0 ? "[" : ",") + value;
    }
    assertThat(data(served.post(INFER, request("UINT8", shape(1), data + "]"))))
        .containsExactly(probabilities(image));
    Response binary = binary("UINT8", shape(1), bytes, "");
    assertThat(data(binary)).containsExactly(probabilities(image));
  }

  private Response binary(String datatype, String shape, byte[] tensor, String more) {
    byte[] json =
        ("{\"inputs\":[{\"name\":\"images\",\"datatype\":\"%s\",\"shape\":%s,"
                + "\"parameters\":{\"binary_data_size\":%d}}]%s}")
            .formatted(datatype, shape, tensor.length, more)
            .getBytes(UTF_8);
    return served.post(
        INFER,
        ByteBuffer.allocate(json.length + tensor.length).put(json).put(tensor).array(),
        Map.of("inference-header-content-length", "" + json.length));
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }

  @Test
  void takesAndGivesTensorsAsBytes() {
    float[] images = pixels(2, 5);
    Response response =
        binary("FP32", shape(2), bytes(images), ",\"parameters\":{\"binary_data_output\":true}");
    assertThat(response.type()).isEqualTo("application/octet-stream");
    int header = Integer.parseInt(response.headers().get(InferRequest.HEADER_LENGTH));
    String json = new String(response.body(), 0, header, UTF_8);
    assertThat(json)
        .isEqualTo(
            "{\"model_name\":\"letters\",\"model_version\":\"1\",\"outputs\":[{\"name\":"
                + "\"probabilities\",\"datatype\":\"FP32\",\"shape\":[2,3],"
                + "\"parameters\":{\"binary_data_size\":24}}]}");
    assertThat(Arrays.copyOfRange(response.body(), header, response.body().length))
        .isEqualTo(
            bytes(data(served.post(INFER, request("FP32", shape(2), Arrays.toString(images))))));
  }

  @Test
  void namesClassesWhereThatIsAsked() {
    float[] image = pixels(1, 6);
    String asked =
        request("FP32", shape(1), Arrays.toString(image))
            .replace(
                "}]}",
                "}],\"outputs\":[{\"name\":\"probabilities\",\"parameters\":{\"classification\":2}},"
                    + "{\"name\":\"probabilities\"}]}");
    Response response = served.post(INFER, asked);
    Prediction prediction = CLASSIFIER.classify(image);
    assertThat(output(response))
        .containsEntry("datatype", "BYTES")
        .containsEntry("shape", List.of(1L, 2L));
    int index = List.of("A", "B", "C").indexOf(prediction.label());
    assertThat(Served.list(output(response), "data").getFirst())
        .isEqualTo((float) prediction.probability() + ":" + index + ":" + prediction.label());
    assertThat(Served.list(Served.json(response), "outputs")).hasSize(2);

    Response binary =
        served.post(
            INFER,
            asked.replace("\"classification\":2", "\"classification\":1,\"binary_data\":true"));
    int header = Integer.parseInt(binary.headers().get(InferRequest.HEADER_LENGTH));
    ByteBuffer tensor =
        ByteBuffer.wrap(binary.body(), header, binary.body().length - header)
            .order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = new byte[tensor.getInt()];
    tensor.get(text);
    assertThat(new String(text, UTF_8)).endsWith(":" + prediction.label());
    assertThat(tensor.hasRemaining()).isFalse();
  }

  @Test
  void givesWhatLayersMakeOfImages() {
    float[] images = pixels(2, 9);
    String asked =
        request("FP32", shape(2), Arrays.toString(images))
            .replace("}]}", "}],\"outputs\":[{\"name\":\"conv1\"},{\"name\":\"dense1\"}]}");
    List<?> outputs = Served.list(Served.json(served.post(INFER, asked)), "outputs");
    assertThat(outputs)
        .extracting(o -> JsonText.object(o).get("shape"))
        .containsExactly(List.of(2L, 6L, 5L, 4L), List.of(2L, 3L));
    float[] second = CLASSIFIER.features(Arrays.copyOfRange(images, SIZE, 2 * SIZE), "dense1");
    List<?> numbers = Served.list(outputs.get(1), "data");
    for (int i = 0; i < 3; i++) {
      assertThat(Float.parseFloat(String.valueOf(numbers.get(3 + i)))).isEqualTo(second[i]);
    }
    String many = request("FP32", shape(100), Arrays.toString(pixels(100, 1)));
    assertThat(served.post(INFER, many).status()).isEqualTo(200);
  }

  @Test
  void givesEachHeadAsAnOutput() {
    String asked = request("FP32", shape(1), Arrays.toString(pixels(1, 7)));
    List<?> outputs =
        Served.list(Served.json(served.post("/v2/models/both/infer", asked)), "outputs");
    assertThat(outputs)
        .extracting(o -> JsonText.object(o).get("name"))
        .containsExactly("letter", "place");
    assertThat(outputs)
        .extracting(o -> JsonText.object(o).get("shape"))
        .containsExactly(List.of(1L, 3L), List.of(1L, 2L));
    assertThat(JsonText.line(outputs)).doesNotContain("null");
  }

  @Test
  void takesColourImages() {
    String data = Arrays.toString(Arrays.copyOf(pixels(2, 8), 36));
    assertThat(
            output(served.post("/v2/models/colours/infer", request("FP32", "[1,4,3,3]", data)))
                .get("shape"))
        .isEqualTo(List.of(1L, 2L));
    assertThat(served.refusal("/v2/models/colours/infer", request("FP32", "[1,3,4,3]", data)))
        .startsWith("400 inputs[0].shape: the network takes images of another shape")
        .contains("[N, 4, 3, 3], or [N, 36]")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | inputs: the model takes one input
          {"inputs":[]}                                          | inputs: the model takes one input
          {"inputs":5}                                           | inputs: wrong kind of value; given: 5
          {"inputs":[5]}                                         | inputs: wrong kind of value; given: numbers
          {"inputs":["x"]}                                       | inputs[0]: wrong kind of value
          {"inputs":[{}]}                                        | inputs[0].name: missing
          {"inputs":[{},{}]}                                     | inputs: the model takes one input
          {"inputs":[{"name":"x"}]}                              | inputs[0].name: the model has no such input
          {"inputs":[{"name":"images"}]}                         | inputs[0].datatype: missing
          {"inputs":[{"name":"images","datatype":"FP64"}]}       | inputs[0].datatype: the model doesn't take this type
          {"inputs":[{"name":"images","datatype":"FP32"}]}       | inputs[0].shape: missing
          {"inputs":[{"name":"images","datatype":"FP32","shape":[]}]} | inputs[0].shape: wrong kind of value
          {"inputs":[{"name":"images","datatype":"FP32","shape":[-1,30]}]} | inputs[0].shape[0]: not a number of elements
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1.5,30]}]} | inputs[0].shape[0]: not a number of elements
          {"inputs":[{"name":"images","datatype":"FP32","shape":[4294967296,30]}]} | given: 4294967296; expected: a whole number from 0 to 16777215
          {"inputs":[{"name":"images","datatype":"FP32","shape":[NaN,30]}]} | given: NaN
          {"inputs":[{"name":"images","datatype":"FP32","shape":[0,30]}]} | inputs[0].shape: a request takes 1 to 100 images
          {"inputs":[{"name":"images","datatype":"FP32","shape":[101,30]}]} | inputs[0].shape: a request takes 1 to 100 images
          {"inputs":[{"name":"images","datatype":"FP32","shape":[30]}]} | inputs[0].shape: the network takes images of another shape
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30]}]} | inputs[0].data: missing
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":[1,2]}]} | inputs[0].data: the numbers don't have the shape
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":"AAAA"}]} | inputs[0].data: wrong kind of value
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"parameters":{"binary_data_size":120}}]} | wrong number of bytes behind the JSON
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"parameters":{"binary_data_size":-1}}]} | binary_data_size: wrong kind of value
          {"id":5,"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":ALL}]} | id: wrong kind of value; given: 5
          {"inputs":[{"name":"images","datatype":"UINT8","shape":[1,30],"data":ALL}]} | inputs[0].data, number 0: not a UINT8
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":ALL}],"outputs":[{"name":"x"}]} | outputs[0].name: the model has no such output or layer; given: 'x'; expected: probabilities, or a layer: conv1, relu1, flatten1, dense1
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":NANS}]} | a pixel isn't a finite number; given: NaN at [3]
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":HUGE}]} | no finite answer
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":HUGE}],"outputs":[{"name":"conv1"}]} | model 'letters', image 0: no finite answer
          {"inputs":[{"name":"images","datatype":"FP32","shape":[1,30],"data":ALL}]         | not a JSON object
          """)
  void refusesInWords(String body, String words) {
    String all = "[0.5" + ",0.25".repeat(29) + "]";
    String asked =
        body.replace("ALL", all)
            .replace("NANS", "[0,0,0,NaN" + ",0".repeat(26) + "]")
            .replace("HUGE", "[3e38" + ",3e38".repeat(29) + "]");
    assertThat(served.refusal(INFER, asked)).startsWith("400 ").contains(words);
  }

  @Test
  void refusesWrongLengthsOfTheJson() {
    byte[] body = request("FP32", shape(1), Arrays.toString(pixels(1, 1))).getBytes(UTF_8);
    for (String length : List.of("-1", "x", "" + (body.length + 1), "99999999999", "")) {
      assertThat(served.refusal("POST", INFER, body, Map.of(InferRequest.HEADER_LENGTH, length)))
          .startsWith("400 header Inference-Header-Content-Length: not a length within the body");
    }
    assertThat(
            served.refusal(
                "POST", INFER, new byte[40], Map.of("Content-Type", "application/octet-stream")))
        .startsWith("400 header Inference-Header-Content-Length: missing");
    assertThat(served.refusal("POST", INFER, body, Map.of(InferRequest.HEADER_LENGTH, "0")))
        .startsWith("400 body: no content");
  }

  @Test
  void describesServerAndModels() {
    assertThat(Served.json(served.get("/v2"))).containsKeys("name", "version", "extensions");
    assertThat(JsonText.line(Served.json(served.get("/v2/models/letters"))))
        .isEqualTo(
            "{\"name\":\"letters\",\"versions\":[\"1\"],\"platform\":\"kern\",\"inputs\":[{\"name\":"
                + "\"images\",\"datatype\":\"FP32\",\"shape\":[-1,6,5,1]}],\"outputs\":[{\"name\":"
                + "\"probabilities\",\"datatype\":\"FP32\",\"shape\":[-1,3],\"parameters\":{\"names\":"
                + "[\"A\",\"B\",\"C\"]}}],\"parameters\":{\"layers\":[\"conv1\",\"relu1\",\"flatten1\",\"dense1\"]}}");
    assertThat(Served.json(served.get("/v2/models/letters/versions/1")))
        .containsEntry("name", "letters");
    assertThat(served.refusal("GET", "/v2/models/letters/versions/2", new byte[0], Map.of()))
        .isEqualTo("404 model 'letters' has no version '2'; it has [1]");
    assertThat(served.refusal("GET", "/v2/models/nothing", new byte[0], Map.of()))
        .startsWith("404 there is no model 'nothing'; there are ");
  }

  @Test
  void isReadyOnlyWhenWarm() {
    served.ready.set(false);
    assertThat(served.get("/v2/health/live").status()).isEqualTo(200);
    assertThat(served.get("/v2/health/ready").status()).isEqualTo(503);
    assertThat(served.get("/v2/models/letters/ready").status()).isEqualTo(503);
    served.ready.set(true);
    assertThat(new String(served.get("/v2/health/ready").body(), UTF_8))
        .isEqualTo("{\"ready\":true}");
    assertThat(Served.json(served.get("/v2/models/letters/ready"))).containsEntry("ready", true);
    assertThat(served.get("/v2/models/letters/versions/1/ready").status()).isEqualTo(200);
  }

  @Test
  void loadsAndUnloads() throws Exception {
    assertThat(new String(served.post("/v2/repository/index", "").body(), UTF_8))
        .contains("{\"name\":\"letters\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}");
    served.post("/v2/repository/models/letters/unload", "");
    assertThat(served.refusal("GET", "/v2/models/letters/ready", new byte[0], Map.of()))
        .isEqualTo("404 model 'letters' is not loaded");
    assertThat(new String(served.post("/v2/repository/index", "{}").body(), UTF_8))
        .contains(
            "{\"name\":\"letters\",\"version\":\"\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}");
    assertThat(new String(served.post("/v2/repository/index", "{\"ready\":true}").body(), UTF_8))
        .doesNotContain("letters");
    served.post("/v2/repository/models/letters/load", "{}");
    assertThat(served.get("/v2/models/letters/ready").status()).isEqualTo(200);
    assertThat(served.refusal("/v2/repository/models/other/load", "")).startsWith("404 ");
    assertThat(
            served.refusal(
                "/v2/repository/models/letters/load", "{\"parameters\":{\"config\":\"x\"}}"))
        .startsWith("400 parameters: models are loaded from where they were at the start alone");
    Files.writeString(folder.resolve("letters.safetensors"), "damaged");
    assertThat(served.refusal("/v2/repository/models/letters/load", ""))
        .startsWith("409 letters: ")
        .doesNotContain(folder.toString());
    assertThat(served.get("/v2/models/letters/ready").status()).isEqualTo(200);
    assertThat(new String(served.post("/v2/repository/index", "").body(), UTF_8))
        .contains("\"READY\",\"reason\":\"the last load failed: letters: ")
        .doesNotContain(folder.toString());
  }

  @Test
  void countsWhatItAnswers() {
    float[] image = pixels(2, 1);
    served.post(INFER, request("FP32", shape(2), Arrays.toString(image)));
    served.refusal(INFER, "{}");
    Response metrics = served.get("/metrics");
    assertThat(metrics.type()).startsWith("text/plain; version=0.0.4");
    assertThat(new String(metrics.body(), UTF_8))
        .contains("kern_inference_request_success_total{model=\"letters\",version=\"1\"} 1.0\n")
        .contains("kern_inference_count_total{model=\"letters\",version=\"1\"} 2.0\n")
        .contains(
            "kern_inference_request_failure_total{model=\"letters\",reason=\"invalid\",version=\"1\"}"
                + " 1.0\n")
        .contains("kern_model_ready{model=\"letters\",version=\"1\"} 1.0\n")
        .contains("kern_inference_pending_request_count 0.0\n")
        .contains("kern_inference_request_seconds_count{model=\"letters\",version=\"1\"} 1\n");
  }
}
