package dev.kern.weights;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.ImageRunner;
import dev.kern.model.TrainedModel;
import dev.kern.safetensors.Safetensors;
import dev.kern.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Weights of other programs on networks of Kern's: what these say must be what those said.
final class WeightImportTest {
  /// How far logits may be apart, as a part of the largest.
  private static final double CLOSE = 1e-4;

  private static final Network TINY =
      Network.of(
              conv(4, 3).unbiased(),
              batchNorm(),
              relu(),
              maxPool(2).valid(),
              flatten(),
              batchNorm(),
              dense(5))
          .named("tiny");
  private static final ImageShape IMAGE = new ImageShape(6, 4, 3);
  private static final Map<String, String> NAMES =
      Map.of(
          "conv1", "features.0", "batchNorm1", "features.1", "batchNorm2", "norm", "dense1", "fc");

  @TempDir Path folder;

  private static Path fixture(String name) {
    return Fixtures.path("weights/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18.torchvision",
        "mobilenet_v2.torchvision",
        "mobilenet_v2.timm",
        "mobilenet_v3_small.torchvision",
        "mobilenet_v3_small.timm",
        "efficientnet_b0.torchvision",
        "densenet121.torchvision",
        "squeezenet1_1.torchvision"
      })
  void saysWhatTheOriginalSaid(String name) {
    agrees(name);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet18.timm",
        "mobilenet_v3_large.torchvision",
        "mobilenet_v3_large.timm",
        "efficientnet_b0.timm",
        "resnet34.torchvision",
        "resnet34.timm",
        "resnet50.torchvision",
        "resnet50.timm",
        "densenet121.timm",
        "convnext_tiny.torchvision",
        "convnext_tiny.timm",
        "vgg11.torchvision",
        "vgg11.timm",
        "vgg16.torchvision",
        "vgg16.timm"
      })
  void saysWhatTheLargeOriginalSaid(String name) {
    agrees(name);
  }

  private void agrees(String name) {
    StateDict original = StateDict.of(name);
    Architecture architecture = Architecture.named(name.split("\\.")[0]).orElseThrow();
    Path file = original.write(folder.resolve("weights.safetensors"));
    WeightImport.Result loaded = WeightImport.read(file, architecture, original.image());
    assertThat(loaded.words())
        .isEqualTo(
            "the weights of %s by %s's names: %d arrays"
                .formatted(architecture.key(), naming(name), original.shapes().size()));
    assertThat(loaded.model().model().classes()).hasSize(10);
    assertThat(original.error(loaded.model())).isLessThan(CLOSE);
  }

  /// Where both have the same names, they are torchvision's.
  private static String naming(String name) {
    boolean alike = name.startsWith("resnet") || name.startsWith("densenet");
    return alike || name.endsWith("torchvision") ? "torchvision" : "timm";
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnext_tiny", "mobilenet_v3_small", "resnet34", "squeezenet1_1"})
  void tellsTheArchitectureByTheNames(String key) {
    Path file = StateDict.of(key + ".torchvision").write(folder.resolve("weights.safetensors"));
    TrainedModel model = WeightImport.read(file).model();
    assertThat(model.model().network().name()).isEqualTo(key);
    assertThat(model.model().image()).isEqualTo(Architecture.USUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "tiny.pth, 1e-6",
    "tiny_checkpoint.pth, 1e-6",
    "tiny_channels_last.pth, 1e-6",
    "tiny_double.pth, 1e-6",
    "tiny_half.pth, 3e-3",
    "tiny_bfloat16.pth, 3e-2",
    "tiny.safetensors, 1e-6",
    "tiny_double.safetensors, 1e-6",
    "tiny_half.safetensors, 3e-3",
    "tiny_bfloat16.safetensors, 3e-2"
  })
  void readsEveryForm(String name, double close) {
    WeightImport.Result loaded = WeightImport.read(fixture(name), TINY, IMAGE, NAMES);
    assertThat(loaded.words()).isEqualTo("the weights: 11 arrays");
    ImageRunner runner = ImageRunner.of(loaded.model());
    float[] images = Noise.images(2 * IMAGE.size());
    List<String> expected = StateDict.lines(fixture("tiny.txt"));
    for (int n = 0; n < 2; n++) {
      float[] own =
          runner.outputs(Arrays.copyOfRange(images, n * IMAGE.size(), (n + 1) * IMAGE.size()));
      float[] original = StateDict.floats(expected.get(n).split(" "), 0);
      for (int i = 0; i < own.length; i++) {
        assertThat((double) own[i])
            .isCloseTo(original[i], org.assertj.core.data.Offset.offset(close));
      }
    }
  }

  @Test
  void tellsAllThatIsMissingAndMisshapen() {
    StateDict original = StateDict.of("squeezenet1_1.torchvision");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    original.shapes().forEach((name, shape) -> tensors.put(name, Noise.weights(name, shape)));
    tensors.remove("features.3.squeeze.bias");
    tensors.remove("classifier.1.bias");
    tensors.put("features.0.weight", Noise.weights("a", 64, 3, 5, 5));
    tensors.put("features.0.bias", Noise.weights("b", 32));
    Path file = folder.resolve("weights.safetensors");
    new Safetensors(Map.of(), tensors).write(file);
    assertThatThrownBy(() -> WeightImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            FILE: it lacks weights of network 'squeezenet1_1'
              given     50 of 52 arrays, not features.3.squeeze.bias, classifier.1.bias
              expected  an array for each variable
              fix       another network (--network), or other names (--mapping FILE)
            FILE: its weights have other shapes than those of network 'squeezenet1_1'
              given     features.0.weight F32 [64, 3, 5, 5] instead of float32 (64, 3, 3, 3), \
            features.0.bias F32 [32] instead of float32 (64)
              expected  the shapes of network 'squeezenet1_1'
              fix       the network that these weights were trained with\
            """
                .replace("FILE:", file + ":"));
  }

  @Test
  void refusesTheWeightsOfAnUnknownNetwork() {
    Path file = fixture("tiny.pth");
    assertThatThrownBy(() -> WeightImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            """
            %s: it isn't known which network these weights belong to
              given     the names features.0.weight, features.1.weight, features.1.bias,\
            """
                .formatted(file))
        .hasMessageContaining(
            "\n  expected  the names of torchvision or timm for resnet18, resnet34,")
        .hasMessageEndingWith(
            "\n  fix       name the network, and what the file calls its layers: "
                + "kern export FILE model.safetensors --network NETWORK --mapping FILE");
  }

  @Test
  void refusesAMappingOfWhatIsntThere() {
    Map<String, String> wrong = Map.of("conv7", "features.0");
    assertThatThrownBy(() -> WeightImport.read(fixture("tiny.pth"), TINY, IMAGE, wrong))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the mapping names what isn't there")
        .hasMessageContaining("'conv7', which is no layer with weights");
  }

  @Test
  void readsMappings() throws Exception {
    Path file = folder.resolve("names.json");
    Files.writeString(file, "{\"conv1\": \"features.0\", \"dense1/weights\": \"fc.weight\"}");
    assertThat(WeightImport.mapping(file))
        .isEqualTo(Map.of("conv1", "features.0", "dense1/weights", "fc.weight"));
    Files.writeString(file, "{\"conv1\": 1}");
    assertThatThrownBy(() -> WeightImport.mapping(file))
        .hasMessage(
            file
                + """
                : not a mapping of names
                  given     '1'
                  expected  an object such as {"conv1": "features.0", "dense1": "fc"}
                  fix       name the file's module by each layer with weights; kern summary NETWORK lists them\
                """);
  }

  @Test
  void refusesWhatPyTorchCanWriteButIsNoStateDict() {
    assertThatThrownBy(() -> WeightImport.read(fixture("tiny_legacy.pth")))
        .hasMessage(
            fixture("tiny_legacy.pth")
                + """
                : PyTorch's file format of before version 1.6
                  expected  a zip archive, as torch.save writes it today
                  fix       in Python: torch.save(torch.load('tiny_legacy.pth', map_location='cpu'), 'weights.pth')\
                """);
    assertThatThrownBy(() -> WeightImport.read(fixture("tiny_script.pt")))
        .hasMessageContaining("not a state dict of PyTorch's\n  given     a TorchScript program");
    assertThatThrownBy(() -> WeightImport.read(fixture("tiny_model.pth")))
        .hasMessageContaining("the pickle calls code\n  given     '__main__.Tiny'\n")
        .hasMessageContaining("torch.save(model.state_dict(), 'weights.pth')");
  }
}
