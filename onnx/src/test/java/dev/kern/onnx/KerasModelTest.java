package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.file.DataException;
import dev.kern.model.ImageRunner;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keras models within one another, layers that are called several times, and scaling inside: in
/// the places where Keras 2 and 3 keep weights.
final class KerasModelTest {
  private static final float[] KERNEL = {0.5f, -1, 0.25f, 2, -0.5f, 1};
  private static final float[] BIAS = {0.1f, -0.2f};
  private static final float[] OUTER = {1, -2, 0.5f, 3, -1, 0.25f};
  private static final float[] HEAD = {0.3f, -0.3f, 0.7f};

  @TempDir Path folder;

  private static String layer(String type, String name, String settings, String inbound) {
    return """
        {"class_name": "%s", "name": "%s", "config": {"name": "%s"%s}, "inbound_nodes": %s}"""
        .formatted(type, name, name, settings.isEmpty() ? "" : ", " + settings, inbound);
  }

  /// A call as Keras 2 describes it.
  private static String calls(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      String[] parts = name.split(":", -1);
      String call = parts.length > 1 ? parts[1] : "0";
      text.append(text.isEmpty() ? "" : ", ");
      text.append("[\"%s\", %s, 0, {}]".formatted(parts[0], call));
    }
    return "[[" + text + "]]";
  }

  private static String input(String name) {
    return layer("InputLayer", name, "\"batch_input_shape\": [null, 2, 2, 3]", "[]");
  }

  private static String conv(String name, String inbound) {
    return layer("Conv2D", name, "\"kernel_size\": [1, 1], \"padding\": \"same\"", inbound);
  }

  private static String functional(
      String name, String in, String out, String inbound, String... layers) {
    return """
        {"class_name": "Functional", "name": "%s", "inbound_nodes": %s, "config": {"name": "%s",
         "layers": [%s], "input_layers": [["%s", 0, 0]], "output_layers": [["%s", 0, 0]]}}"""
        .formatted(name, inbound, name, String.join(", ", layers), in, out);
  }

  /// Images scaled by channel, a nested model of a 1 x 1 convolution and a ReLU, a mean, a dense
  /// layer: what transfer learning makes.
  private static String nested() {
    String base =
        functional(
            "base",
            "base_in",
            "act",
            calls("scaled"),
            input("base_in"),
            conv("conv", calls("base_in")),
            layer("ReLU", "act", "", calls("conv")));
    return functional(
        "whole",
        "in",
        "dense",
        "[]",
        input("in"),
        layer(
            "Rescaling", "scaled", "\"scale\": [0.5, 1, 2], \"offset\": [0, -1, 0.5]", calls("in")),
        base,
        layer("GlobalAveragePooling2D", "mean", "", calls("base")),
        layer("Dense", "dense", "\"units\": 3", calls("mean")));
  }

  private static double[] expected(float[] image) {
    double[] mean = new double[2];
    for (int pixel = 0; pixel < 4; pixel++) {
      double[] scaled = {
        image[3 * pixel] * 0.5, image[3 * pixel + 1] - 1, image[3 * pixel + 2] * 2 + 0.5
      };
      for (int f = 0; f < 2; f++) {
        double sum = BIAS[f];
        for (int c = 0; c < 3; c++) {
          sum += scaled[c] * KERNEL[c * 2 + f];
        }
        mean[f] += Math.max(0, sum) / 4;
      }
    }
    double[] logits = new double[3];
    for (int k = 0; k < 3; k++) {
      logits[k] = HEAD[k] + mean[0] * OUTER[k] + mean[1] * OUTER[3 + k];
    }
    return logits;
  }

  private static void assertAnswers(TrainedModel model) {
    float[] image = {0.1f, 2, -1, 3, 0.5f, 0.25f, -2, 1, 1, 0, 4, -0.5f};
    float[] logits = ImageRunner.of(model).outputs(image);
    double[] expected = expected(image);
    for (int k = 0; k < 3; k++) {
      assertThat((double) logits[k]).isCloseTo(expected[k], within(1e-5));
    }
  }

  private static byte[] h5(String config, String conv) {
    Hdf5Writer.Group root = new Hdf5Writer.Group();
    root.texts().put("model_config", config);
    root.texts().put("keras_version", "2.15.0");
    root.put("model_weights/" + conv + "/kernel:0", List.of(1, 1, 3, 2), KERNEL);
    root.put("model_weights/" + conv + "/bias:0", List.of(2), BIAS);
    root.put("model_weights/dense/dense/kernel:0", List.of(2, 3), OUTER);
    root.put("model_weights/dense/dense/bias:0", List.of(3), HEAD);
    return Hdf5Writer.of(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base/conv", "base/base/conv"})
  void aNestedModelIsPutInItsPlace(String place) {
    assertAnswers(KerasImport.decode("nested.h5", h5(nested(), place)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void weightsOfNestedModelsAreFoundInArchives(boolean named) throws IOException {
    Hdf5Writer.Group root = new Hdf5Writer.Group();
    String conv =
        named ? "layers/functional_9/layers/conv2d_4/vars" : "layers/functional/layers/conv2d/vars";
    if (named) {
      root.at("layers/functional_9/vars").texts().put("name", "base");
      root.at(conv).texts().put("name", "conv");
    }
    root.put(conv + "/0", List.of(1, 1, 3, 2), KERNEL);
    root.put(conv + "/1", List.of(2), BIAS);
    root.put("layers/dense/vars/0", List.of(2, 3), OUTER);
    root.put("layers/dense/vars/1", List.of(3), HEAD);
    Path file = archive(nested(), Hdf5Writer.of(root));
    assertAnswers(KerasImport.read(file));
  }

  private Path archive(String config, byte[] weights) throws IOException {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      stored(
          zip, "metadata.json", "{\"keras_version\": \"3.3.3\"}".getBytes(StandardCharsets.UTF_8));
      stored(zip, "config.json", config.getBytes(StandardCharsets.UTF_8));
      stored(zip, "model.weights.h5", weights);
    }
    return file;
  }

  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /// A layer at two places has its weights at both; a sum of two calls, of which one stands before
  /// the other.
  @Test
  void aLayerMayBeCalledSeveralTimes() {
    String config =
        functional(
            "whole",
            "in",
            "dense",
            "[]",
            input("in"),
            layer("ReLU", "act", "", "[[[\"in\", 0, 0, {}]], [[\"sum\", 0, 0, {}]]]"),
            layer("Add", "sum", "", calls("in", "act:0")),
            conv("conv", calls("act:1")),
            layer("ReLU", "last", "", calls("conv")),
            layer("GlobalAveragePooling2D", "mean", "", calls("last")),
            layer("Dense", "dense", "\"units\": 3", calls("mean")));
    TrainedModel model = KerasImport.decode("shared.h5", h5(config, "conv/conv"));
    float[] image = {0.1f, 2, -1, 3, 0.5f, 0.25f, -2, 1, 1, 0, 4, -0.5f};
    float[] relu = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      relu[i] = Math.max(0, image[i] + Math.max(0, image[i]));
    }
    double[] mean = new double[2];
    for (int i = 0; i < 4; i++) {
      for (int f = 0; f < 2; f++) {
        double sum = BIAS[f];
        for (int c = 0; c < 3; c++) {
          sum += relu[3 * i + c] * KERNEL[c * 2 + f];
        }
        mean[f] += Math.max(0, sum) / 4;
      }
    }
    float[] logits = ImageRunner.of(model).outputs(image);
    for (int k = 0; k < 3; k++) {
      assertThat((double) logits[k])
          .isCloseTo(HEAD[k] + mean[0] * OUTER[k] + mean[1] * OUTER[3 + k], within(1e-5));
    }
  }

  /// How `preprocess_input` of MobileNet stands in a model: as operations with numbers.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scalingMayBeArithmetic(boolean keras3) {
    String divide =
        keras3
            ? layer("TrueDivide", "divide", "", keras3("in", 127.5))
            : layer(
                "TFOpLambda",
                "divide",
                "\"function\": \"math.truediv\"",
                "[[\"in\", 0, 0, {\"y\": 127.5, \"name\": null}]]");
    String subtract =
        keras3
            ? layer("Subtract", "subtract", "", keras3("divide", 1))
            : layer(
                "TFOpLambda",
                "subtract",
                "\"function\": \"math.subtract\"",
                "[[\"divide\", 0, 0, {\"y\": 1.0, \"name\": null}]]");
    String config =
        functional(
            "whole",
            "in",
            "dense",
            "[]",
            input("in"),
            divide,
            subtract,
            conv("conv", calls("subtract")),
            layer("GlobalAveragePooling2D", "mean", "", calls("conv")),
            layer("Dense", "dense", "\"units\": 3", calls("mean")));
    TrainedModel model = KerasImport.decode("scaled.h5", h5(config, "conv/conv"));
    float[] image = new float[12];
    Arrays.fill(image, 255);
    double[] mean = {
      BIAS[0] + KERNEL[0] + KERNEL[2] + KERNEL[4], BIAS[1] + KERNEL[1] + KERNEL[3] + KERNEL[5]
    };
    float[] logits = ImageRunner.of(model).outputs(image);
    for (int k = 0; k < 3; k++) {
      assertThat((double) logits[k])
          .isCloseTo(HEAD[k] + mean[0] * OUTER[k] + mean[1] * OUTER[3 + k], within(1e-5));
    }
  }

  private static String keras3(String name, double number) {
    return """
        [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 2, 2, 3],
          "dtype": "float32", "keras_history": ["%s", 0, 0]}}, %s], "kwargs": {}}]"""
        .formatted(name, number);
  }

  @Test
  void refusesWhatItCannotTakeAllAtOnce() {
    String base =
        functional(
            "base",
            "base_in",
            "up",
            calls("in"),
            input("base_in"),
            layer("Conv2DTranspose", "transposed", "\"kernel_size\": [2, 2]", calls("base_in")),
            layer("UpSampling2D", "up", "", calls("transposed")));
    String config = functional("whole", "in", "base", "[]", input("in"), base);
    assertThatThrownBy(() -> KerasImport.decode("a.h5", h5(config, "conv/conv")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.h5, Conv2DTranspose 'base/transposed': unsupported layer")
        .hasMessageContaining("a.h5, UpSampling2D 'base/up': unsupported layer");
    String two =
        functional(
            "whole",
            "in",
            "act",
            "[]",
            input("in"),
            input("other"),
            layer("ReLU", "act", "", calls("in")));
    assertThatThrownBy(() -> KerasImport.decode("b.h5", h5(two, "conv/conv")))
        .hasMessageContaining("b.h5, InputLayer 'other': unsupported layer");
    String lost =
        functional("whole", "in", "act", "[]", input("in"), layer("ReLU", "act", "", calls("no")));
    assertThatThrownBy(() -> KerasImport.decode("c.h5", h5(lost, "conv/conv")))
        .hasMessageContaining("c.h5, ReLU 'act': its input isn't there", "'no'");
  }
}
