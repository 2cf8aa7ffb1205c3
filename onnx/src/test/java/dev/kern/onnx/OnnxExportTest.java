package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.Targets;
import dev.kern.graph.Abs;
import dev.kern.graph.AddBias;
import dev.kern.graph.AddScalar;
import dev.kern.graph.Divide;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.Sign;
import dev.kern.graph.Sqrt;
import dev.kern.graph.Subtract;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// ONNX Runtime makes of our files what Kern makes of the models.
final class OnnxExportTest {
  private static final int COUNT = 37;

  @TempDir Path folder;

  static List<String> names() {
    return Architectures.all().stream().map(m -> m.model().network().name()).toList();
  }

  static TrainedModel named(String name) {
    return Architectures.all().stream()
        .filter(m -> m.model().network().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("names")
  void meansTheSameToOnnxRuntime(String name) {
    TrainedModel trained = named(name);
    assertSame(trained, OnnxExport.toBytes(trained));
  }

  /// A layer from outside is exported op by op: every elementary op, a bias that follows no
  /// product, before and behind the flattening, and frozen layers.
  @Test
  void customLayersMeanTheSameToOnnxRuntime() {
    Layer ops =
        Layer.custom(
            "ops",
            (scope, x) -> {
              Node channels =
                  scope.variable("shift", Shape.of(x.shape().last()), Initializer.constant(0.25));
              Node y = AddBias.of(Scale.of(x, 0.5), channels);
              Node positive = AddScalar.of(Abs.of(y), 0.5);
              Node z = Subtract.of(Multiply.of(y, Sqrt.of(positive)), Sign.of(x));
              return Divide.of(z, positive);
            });
    Network network =
        Network.of(
            Layer.frozen(Layer.conv(5, 3), Layer.batchNorm()),
            ops,
            Layer.flatten(),
            ops,
            Layer.dense(4));
    TrainedModel trained = Architectures.trained(network, new ImageShape(7, 5, 3));
    assertSame(trained, OnnxExport.toBytes(trained));
  }

  @Test
  void saysWhichOpOfACustomLayerHasNoPlaceInOnnx() {
    Layer transposed =
        Layer.custom(
            "transposed",
            (scope, x) ->
                MatMul.of(
                    x,
                    scope.variable("w", Shape.of(4, x.shape().last()), Initializer.zeros()),
                    false,
                    true));
    TrainedModel trained =
        Architectures.trained(Network.of(Layer.flatten(), transposed), new ImageShape(2, 2, 1));
    assertThatThrownBy(() -> OnnxExport.toBytes(trained))
        .hasMessageContaining("matmul at 'transposed1/matmul' can't be exported");
  }

  /// Fails unless ONNX Runtime gives a model's logits and labels for real images.
  static void assertSame(TrainedModel trained, byte[] file) {
    ImageShape image = trained.model().image();
    float[] images = Images.of(image, COUNT);
    float[][] ours = Architectures.logits(trained, images, Engine.VECTOR);
    float[][] theirs =
        OnnxRuntime.run(
            file,
            Images.channelsFirst(images, image),
            COUNT,
            image.channels(),
            image.height(),
            image.width());
    assertClose(ours, theirs);
    assertThat(Arrays.stream(theirs).mapToInt(OnnxExportTest::largest).toArray())
        .isEqualTo(Arrays.stream(ours).mapToInt(OnnxExportTest::largest).toArray());
  }

  static void assertClose(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int n = 0; n < expected.length; n++) {
      for (int c = 0; c < expected[n].length; c++) {
        assertThat(actual[n][c])
            .as("logit %d of image %d", c, n)
            .isCloseTo(expected[n][c], within(1e-4f));
      }
    }
  }

  private static int largest(float[] row) {
    return IntStream.range(0, row.length).reduce(0, (a, b) -> row[b] > row[a] ? b : a);
  }

  @Test
  void theSecondOutputHoldsProbabilities() {
    TrainedModel trained = named("lenet");
    byte[] file = OnnxExport.toBytes(trained);
    float[] images = Images.of(trained.model().image(), 2);
    float[][] logits = OnnxRuntime.run(file, 0, images, 2, 1, 28, 28);
    float[][] probabilities = OnnxRuntime.run(file, 1, images, 2, 1, 28, 28);
    for (int n = 0; n < 2; n++) {
      double sum = 0;
      for (float logit : logits[n]) {
        sum += Math.exp(logit);
      }
      for (int c = 0; c < 10; c++) {
        assertThat((double) probabilities[n][c])
            .isCloseTo(Math.exp(logits[n][c]) / sum, within(1e-6));
      }
    }
  }

  /// A model whose outputs say something else.
  private static TrainedModel saying(TrainedModel trained, Targets targets) {
    Model model = trained.model();
    return new TrainedModel(
        new Model(
            model.network(), model.image(), targets, model.normalization(), model.resizeMode()),
        trained.weights());
  }

  @Test
  void valuesAreTheOnlyOutput() {
    TrainedModel trained = named("pointwise");
    TrainedModel values = saying(trained, Targets.values(trained.model().classes()));
    byte[] file = OnnxExport.toBytes(values);
    assertSame(values, file);
    assertThat(OnnxRuntime.metadata(file))
        .containsEntry(
            "targets",
            "{\"kind\":\"values\",\"names\":[\"class 0\",\"class 1\",\"class 2\",\"class"
                + " 3\",\"class 4\"]}")
        .doesNotContainKey("classes");
    assertThat(imported(file).model().targets()).isEqualTo(values.model().targets());
  }

  @Test
  void labelsHaveProbabilitiesOfTheirOwn() {
    TrainedModel trained = named("lenet");
    TrainedModel labels = saying(trained, Targets.labels(trained.model().classes()));
    byte[] file = OnnxExport.toBytes(labels);
    float[] images = Images.of(trained.model().image(), 2);
    float[][] logits = OnnxRuntime.run(file, 0, images, 2, 1, 28, 28);
    float[][] probabilities = OnnxRuntime.run(file, 1, images, 2, 1, 28, 28);
    assertThat((double) probabilities[1][3])
        .isCloseTo(1 / (1 + Math.exp(-logits[1][3])), within(1e-6));
    assertThat(imported(file).model().targets()).isEqualTo(labels.model().targets());
    assertThat(imported(file).model().network().layers())
        .hasSameSizeAs(imported(OnnxExport.toBytes(trained)).model().network().layers());
  }

  @Test
  void otherTargetsAreReadBack() {
    TrainedModel trained = named("lenet");
    for (Targets targets :
        List.of(
            Targets.values(trained.model().classes()), Targets.labels(trained.model().classes()))) {
      TrainedModel said = saying(trained, targets);
      TrainedModel back = imported(OnnxExport.toBytes(said));
      assertThat(back.model().targets()).isEqualTo(targets);
      assertThat(back.model().network())
          .isEqualTo(imported(OnnxExport.toBytes(trained)).model().network());
    }
  }

  private TrainedModel imported(byte[] content) {
    try {
      Path file = folder.resolve("imported.onnx");
      Files.write(file, content);
      return OnnxImport.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesSeveralHeads() {
    TrainedModel trained = named("pointwise");
    Targets heads = Targets.heads(Map.of("one", Targets.values(trained.model().classes())));
    assertThatThrownBy(() -> OnnxExport.toBytes(saying(trained, heads)))
        .hasMessage(
            """
            network 'pointwise': it can't be exported to ONNX
              given     a network with the heads one
              expected  a network with one output
              fix       export a network of the layers before heads(...) and those of one head\
            """);
  }

  @Test
  void theMetadataSayWhatAProgramNeeds() {
    assertThat(OnnxRuntime.metadata(OnnxExport.toBytes(named("pointwise"))))
        .containsEntry("classes", "[\"class 0\",\"class 1\",\"class 2\",\"class 3\",\"class 4\"]")
        .containsEntry("normalization", "{\"center\":127.5,\"span\":255.0}");
  }

  @Test
  void writesTheSameBytesEachTime() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(named("residual"), file);
    assertThat(Files.readAllBytes(file)).isEqualTo(OnnxExport.toBytes(named("residual")));
  }
}
