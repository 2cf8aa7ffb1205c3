package dev.kern.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.ResizeMode;
import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.graph.Abs;
import dev.kern.graph.Add;
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
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            model.network(),
            model.image(),
            targets,
            model.normalization(),
            model.resizeMode(),
            model.ink(),
            Decision.USUAL),
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

  /// A network that says a class, values and labels, the last ones by a flattened image.
  private static TrainedModel severalHeads() {
    Network network =
        Network.of(
            Layer.conv(6, 3).stride(2),
            Layer.relu(),
            Layer.heads(
                Layer.head("letter", Layer.flatten(), Layer.dense(4)),
                Layer.head(
                    "box", Layer.globalAveragePool(), Layer.dense(5), Layer.tanh(), Layer.dense(3)),
                Layer.head("tags", Layer.conv(2, 3), Layer.flatten())));
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("letter", Targets.classes(List.of("A", "B", "C", "D")));
    heads.put("box", Targets.values(List.of("x", "y", "size")));
    heads.put("tags", Targets.labels(IntStream.range(0, 40).mapToObj(i -> "tag " + i).toList()));
    return saying(Architectures.trained(network, new ImageShape(9, 7, 3)), Targets.heads(heads));
  }

  @Test
  void eachHeadIsAnOutputOfItsName() {
    TrainedModel trained = severalHeads();
    byte[] file = OnnxExport.toBytes(trained);
    assertThat(OnnxRuntime.outputs(file)).containsExactly("letter", "box", "tags");
    assertSameHeads(trained, file);
  }

  /// Fails unless ONNX Runtime gives what a model says, head by head.
  private static void assertSameHeads(TrainedModel trained, byte[] file) {
    ImageShape image = trained.model().image();
    float[] images = Images.of(image, COUNT);
    float[][] ours = Architectures.logits(trained, images, Engine.VECTOR);
    Targets targets = trained.model().targets();
    List<String> heads = List.copyOf(targets.heads().keySet());
    for (int h = 0; h < heads.size(); h++) {
      int from = targets.from(heads.get(h));
      float[][] theirs =
          OnnxRuntime.run(
              file,
              h,
              Images.channelsFirst(images, image),
              COUNT,
              image.channels(),
              image.height(),
              image.width());
      int to = from + theirs[0].length;
      assertClose(
          Arrays.stream(ours).map(row -> Arrays.copyOfRange(row, from, to)).toArray(float[][]::new),
          theirs);
    }
  }

  @Test
  void headsAreReadBack() {
    TrainedModel trained = severalHeads();
    byte[] file = OnnxExport.toBytes(trained);
    TrainedModel back = imported(file);
    assertThat(back.model()).isEqualTo(trained.model());
    assertThat(back.weights()).isEqualTo(trained.weights());
    assertThat(OnnxExport.toBytes(back)).isEqualTo(file);
    assertSameHeads(back, file);
  }

  @Test
  void oneHeadAloneIsReadBackWithItsLastLayer() {
    TrainedModel trained = severalHeads();
    Network network =
        Network.of(Layer.flatten(), Layer.heads(Layer.head("box", Layer.relu(), Layer.dense(3))));
    TrainedModel one =
        saying(
            Architectures.trained(network, new ImageShape(3, 3, 1)),
            Targets.heads(
                Map.of("box", requireNonNull(trained.model().targets().heads().get("box")))));
    byte[] file = OnnxExport.toBytes(one);
    assertSameHeads(one, file);
    TrainedModel back = imported(file);
    assertThat(back.model().network().layers())
        .containsExactly(
            Layer.flatten(), Layer.relu(), Layer.heads(Layer.head("box", Layer.dense(3))));
    assertSameHeads(back, file);
  }

  @Test
  void refusesAHeadOfAnotherValuesName() {
    Network network =
        Network.of(Layer.flatten(), Layer.heads(Layer.head("images", Layer.dense(2))));
    TrainedModel trained =
        saying(
            Architectures.trained(network, new ImageShape(2, 2, 1)),
            Targets.heads(Map.of("images", Targets.values(List.of("x", "y")))));
    assertThatThrownBy(() -> OnnxExport.toBytes(trained))
        .hasMessage(
            """
            network 'network': it can't be exported to ONNX
              given     a head called 'images', as another value of the graph is
              expected  heads with names of their own, after which the outputs are named
              fix       call the head something else\
            """);
  }

  /// A layer from outside comes back as the layers that its ops are.
  @Test
  void customLayersAreReadBackAsTheirOps() {
    Layer twice = Layer.custom("twice", (scope, x) -> Add.of(x, x));
    Layer shift =
        Layer.custom(
            "shift",
            (scope, x) -> {
              Node amounts =
                  scope.variable("by", Shape.of(x.shape().last()), Initializer.constant(0.25));
              return AddBias.of(Scale.of(x, 0.5), amounts);
            });
    Network network =
        Network.of(Layer.conv(4, 3), shift, Layer.relu(), twice, Layer.flatten(), Layer.dense(3));
    TrainedModel trained = Architectures.trained(network, new ImageShape(6, 5, 2));
    TrainedModel back = imported(OnnxExport.toBytes(trained));
    assertThat(back.model().network().layers().stream().map(Layer::kind))
        .containsExactly("conv", "relu", "add", "flatten", "dense");
    float[] images = Images.of(trained.model().image(), 5);
    assertClose(
        Architectures.logits(back, images, Engine.VECTOR),
        Architectures.logits(trained, images, Engine.VECTOR));
  }

  @Test
  void saysWhichOpsOfACustomLayerNoLayerIs() {
    Layer roots = Layer.custom("roots", (scope, x) -> Sqrt.of(AddScalar.of(Abs.of(x), 0.5)));
    TrainedModel trained =
        Architectures.trained(
            Network.of(roots, Layer.flatten(), Layer.dense(3)), new ImageShape(4, 4, 1));
    assertThatThrownBy(() -> imported(OnnxExport.toBytes(trained)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'Abs' 'roots1/abs': it is supported only as a part")
        .hasMessageContaining("'Sqrt' 'roots1/sqrt': it is supported only as a part");
  }

  @Test
  void theMetadataSayWhatAProgramNeeds() {
    assertThat(OnnxRuntime.metadata(OnnxExport.toBytes(named("pointwise"))))
        .containsEntry("classes", "[\"class 0\",\"class 1\",\"class 2\",\"class 3\",\"class 4\"]")
        .containsEntry("normalization", "{\"center\":127.5,\"span\":255.0}")
        .doesNotContainKey("resize");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stretch", "reducedStretch", "crop", "pad", "256", "256,bicubic"})
  void theWayOfResizingIsReadBack(ResizeMode mode) {
    TrainedModel trained = named("pointwise");
    Model model = trained.model().withResizeMode(mode);
    byte[] file = OnnxExport.toBytes(new TrainedModel(model, trained.weights()));
    assertThat(imported(file).model().resizeMode()).contains(mode);
    assertThat(imported(OnnxExport.toBytes(trained)).model().resizeMode()).isEmpty();
  }

  @Test
  void writesTheSameBytesEachTime() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(named("residual"), file);
    assertThat(Files.readAllBytes(file)).isEqualTo(OnnxExport.toBytes(named("residual")));
  }
}
