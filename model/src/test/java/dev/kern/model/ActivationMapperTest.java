package dev.kern.model;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Targets;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.run.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ActivationMapperTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 2);

  /// Where channel 0 is bright, and where channel 1 is.
  private static final float[] FIRST = {0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0};

  private static final float[] SECOND = {0, 0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 0};

  private static float[] image() {
    float[] image = new float[SHAPE.size()];
    for (int i = 0; i < FIRST.length; i++) {
      image[2 * i] = FIRST[i];
      image[2 * i + 1] = SECOND[i];
    }
    return image;
  }

  private static TrainedModel model(Targets targets, Map<String, Tensor> weights, Layer... layers) {
    Model model =
        new Model(
            Network.of(layers),
            SHAPE,
            targets,
            Optional.of(Normalization.UNIT),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    weights.forEach(variables::set);
    return TrainedModel.of(model, variables);
  }

  private static Tensor tensor(Shape shape, float... values) {
    return Tensor.of(shape, values);
  }

  /// The first channel speaks for class `first`, the second for `second`; for `neither` speaks
  /// nothing.
  private static TrainedModel channels() {
    return model(
        Targets.classes(List.of("first", "second", "neither")),
        Map.of(
            "conv1/weights", tensor(Shape.of(1, 1, 2, 2), 1, 0, 0, 1),
            "dense1/weights", tensor(Shape.of(2, 3), 1, 0, -1, 0, 5, -1)),
        conv(2, 1),
        relu(),
        globalAveragePool(),
        dense(3));
  }

  @Test
  void marksWhatSpeaksForAClass() {
    Classifier classifier = Classifier.of(channels());
    ActivationMap first = classifier.activationMap(image(), "first");
    assertThat(first.layer()).isEqualTo("relu1");
    assertThat(first.values())
        .isEqualTo(tensor(Shape.of(3, 4), 0, 0, 0, 0, 0, 1, 0.5f, 0, 0, 0, 0, 0));
    assertThat(classifier.activationMap(image(), "second").values())
        .isEqualTo(tensor(Shape.of(3, 4), 0, 0, 0, 0.5f, 0, 0, 0, 1, 0, 0, 0, 0));
    assertThat(classifier.activationMap(image(), "neither").values())
        .isEqualTo(Tensor.filled(Shape.of(3, 4), 0));
  }

  /// With a gradient by hand: `dY/dA` of a dense layer behind a flattened image is its column, and
  /// its mean over the places is the weight of the channel.
  @Test
  void weighsChannelsByTheMeanOfTheirGradients() {
    float[] column = new float[24];
    for (int i = 0; i < column.length; i++) {
      column[i] = i % 2 == 0 ? i * 0.01f : -0.02f;
    }
    TrainedModel trained =
        model(
            Targets.values(List.of("sum")),
            Map.of(
                "conv1/weights", tensor(Shape.of(1, 1, 2, 2), 1, 0, 0, 1),
                "dense1/weights", tensor(Shape.of(24, 1), column)),
            conv(2, 1),
            flatten(),
            dense(1));
    ActivationMap map = ActivationMapper.of(trained).orElseThrow().map(image(), 0);
    double first = 0.11;
    double second = -0.02;
    double greatest = first * 4;
    for (int i = 0; i < FIRST.length; i++) {
      double expected = Math.max(0, first * FIRST[i] + second * SECOND[i]) / greatest;
      assertThat(map.values().at(i)).isCloseTo((float) expected, within(1e-6f));
    }
  }

  @Test
  void takesTheLastLayerThatTheWholeImageGoesThrough() {
    assertThat(layer(conv(2, 3), relu(), maxPool(2), flatten(), dense(2))).hasValue("relu1");
    assertThat(layer(residual(conv(2, 3), batchNorm()), globalAveragePool(), dense(2)))
        .hasValue("add1");
    assertThat(
            layer(
                conv(2, 3),
                concat(branch(conv(2, 3), globalAveragePool()), branch(conv(3, 3), flatten())),
                dense(2)))
        .hasValue("conv1");
    assertThat(layer(flatten(), dense(3), relu(), dense(2))).isEmpty();
  }

  private static Optional<String> layer(Layer... layers) {
    return ActivationMapper.of(model(Targets.classes(List.of("a", "b")), Map.of(), layers))
        .map(ActivationMapper::layer);
  }

  @Test
  void knowsTheOutputsOfHeads() {
    Targets targets =
        Targets.heads(
            Map.of("one", Targets.classes(List.of("a", "b")), "two", Targets.values(List.of("x"))));
    Map<String, Layer> parts = new LinkedHashMap<>();
    targets.heads().forEach((name, head) -> parts.put(name, dense(head.width())));
    TrainedModel trained =
        model(
            targets,
            Map.of("conv1/weights", tensor(Shape.of(1, 1, 2, 2), 1, 0, 0, 1)),
            conv(2, 1),
            flatten(),
            heads(
                parts.entrySet().stream()
                    .map(part -> head(part.getKey(), part.getValue()))
                    .toArray(dev.kern.layer.Head[]::new)));
    ActivationMapper maps = ActivationMapper.of(trained).orElseThrow();
    assertThat(maps.layer()).isEqualTo("conv1");
    assertThat(maps.map(image(), 2).values().shape()).isEqualTo(Shape.of(3, 4));
    assertThatThrownBy(() -> maps.map(image(), 3))
        .hasMessage("the network has the outputs 0 to 2, given 3");
  }

  @Test
  void interpolatesToOtherSizes() {
    ActivationMap map = new ActivationMap("conv1", tensor(Shape.of(1, 2), 0, 1));
    assertThat(map.sized(1, 2)).containsExactly(0, 1);
    assertThat(map.sized(2, 4)).containsExactly(0, 0.25f, 0.75f, 1, 0, 0.25f, 0.75f, 1);
    assertThat(map.sized(1, 1)).containsExactly(0.5f);
  }

  @Test
  void refusesWhatIsNotThere() {
    Classifier classifier = Classifier.of(channels());
    assertThatThrownBy(() -> classifier.activationMap(image(), "third"))
        .hasMessage("no class 'third'; there are first, second, neither");
    assertThatThrownBy(() -> classifier.activationMap(new float[3], "first"))
        .hasMessage("the network takes images of 3 x 4 x 2, which have 24 numbers, given 3");
    Classifier dense =
        Classifier.of(model(Targets.classes(List.of("a", "b")), Map.of(), flatten(), dense(2)));
    assertThatThrownBy(() -> dense.activationMap(image(), "a"))
        .hasMessageContaining("has no layer with rows and columns");
  }
}
