package dev.kern.examples;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.file.DataException;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeException;
import dev.kern.layer.CustomLayers;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.math.Activation;
import dev.kern.model.NetworkFile;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.train.Run;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers from outside of Kern: built, trained, saved, read, resumed.
final class CustomLayersTest {
  private static final Layer DOUBLED = ExampleExtension.DOUBLED;
  private static final Gated GATED =
      new Gated(4, Activation.SIGMOID, List.of(relu(), new Twice(0.5)), Initializer.constant(0.1));
  private static final Network NETWORK =
      Network.of(conv(2, 3), DOUBLED, GATED, new Twice(2), flatten(), dense(2)).named("outside");

  @TempDir Path folder;

  @BeforeAll
  static void register() {
    CustomLayers.register(GATED);
    new ExampleExtension().register();
  }

  private static Training training() {
    return Training.of(NETWORK).steps(40).reportEvery(20).checkpointEvery(10).threads(2);
  }

  @Test
  void nameWhatTheyBuildAfterThemselves() {
    Graph graph = new Graph();
    NETWORK.build(graph, graph.placeholder("images", Shape.of(1, 8, 8, 1)), true);
    assertThat(graph.variables())
        .map(Node::name)
        .contains("gated1/conv1/weights", "gated1/conv2/biases", "gated1/shift", "gated1/sums");
    assertThat(graph.trainable()).map(Node::name).doesNotContain("gated1/sums");
    assertThat(NETWORK.summary(8, 8, 1).toString()).contains("twice1", "times 2.0", "doubled1");
  }

  @Test
  void areFilesByNameAndSettings() {
    String text = RunJson.text(NETWORK);
    assertThat(text)
        .contains("{\"type\": \"twice\", \"factor\": 2.0}", "{\"type\": \"doubled\"}")
        .contains("\"gate\": \"sigmoid\"");
    assertThat(RunJson.parse("network", text, Network.class)).isEqualTo(NETWORK);
    assertThat(RunJson.line(RunJson.parse("network", text, Network.class)))
        .isEqualTo(RunJson.line(NETWORK));
  }

  @Test
  void trainAndAreReadAgain() {
    Path place = folder.resolve("run");
    TrainedModel trained;
    try (Run run = training().out(place).start(Bars.data(120))) {
      run.fit();
      trained = run.trained();
    }
    TrainedModel read = TrainedModel.read(place);
    assertThat(read.model().network()).isEqualTo(NETWORK);
    assertThat(read.weights()).isEqualTo(trained.weights());
    assertThat(weight(read, "gated1/sums")).isNotEqualTo(new float[4]);
    assertThat(NetworkFile.read(place.resolve("network.json")).network()).isEqualTo(NETWORK);
  }

  private static float[] weight(TrainedModel model, String name) {
    return Objects.requireNonNull(model.weights().get(name)).toArray();
  }

  @Test
  void resumeToTheSameBits() throws IOException {
    Resumed.expectSameBits(folder, training());
  }

  @Test
  void meanTheSameToTheReferenceEngine() {
    List<TrainedModel> models =
        List.of(Engine.REFERENCE, Engine.SCALAR, Engine.VECTOR).stream()
            .map(
                engine -> {
                  try (Run run = training().steps(3).engine(engine).start(Bars.data(60))) {
                    run.fit();
                    return run.trained();
                  }
                })
            .toList();
    models
        .getFirst()
        .weights()
        .forEach(
            (name, expected) -> {
              for (TrainedModel model : models) {
                float[] actual = weight(model, name);
                IntStream.range(0, actual.length)
                    .forEach(
                        i ->
                            assertThat(actual[i])
                                .as(name)
                                .isCloseTo(expected.at(i), within(1e-4f)));
              }
            });
  }

  @Test
  void saysWhichLayerIsNotRegistered() {
    assertThatThrownBy(
            () ->
                RunJson.parse(
                    "network.json",
                    "{\"name\": \"mine\", \"layers\": [{\"type\": \"squeezeExcite\", \"ratio\":"
                        + " 4}]}",
                    Network.class))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("network.json, layers[0]: unknown layer\n")
        .hasMessageContaining("'squeezeExcite'\n")
        .hasMessageContaining(", heads, frozen, ")
        .hasMessageContaining(", doubled, gated, twice\n")
        .hasMessageContaining(
            "use one of these, or check the spelling; one of your own must be registered first:"
                + " CustomLayers.register(...), or a jar with an Extension on the class path"
                + " (KERN_CLASSPATH)");
  }

  @Test
  void refusesFilesThatDontFit() {
    assertThatThrownBy(
            () ->
                RunJson.parse(
                    "network.json",
                    "{\"name\": \"mine\", \"layers\": [{\"type\": \"twice\"}]}",
                    Network.class))
        .hasMessageStartingWith("network.json, layers[0]: missing key 'factor'");
    assertThatThrownBy(
            () ->
                RunJson.parse(
                    "network.json",
                    "{\"name\": \"mine\", \"layers\": [{\"type\": \"doubled\", \"factor\": 2}]}",
                    Network.class))
        .hasMessageStartingWith("network.json, layers[0]: unknown key");
  }

  /// Another class of the name of a registered one.
  public record Rival(double factor) implements Layer {
    @Override
    public String kind() {
      return "twice";
    }

    @Override
    public Node build(Scope scope, Node x) {
      return x;
    }
  }

  /// A layer that bears a name of Kern's own.
  public record Usurper() implements Layer {
    @Override
    public String kind() {
      return "conv";
    }

    @Override
    public Node build(Scope scope, Node x) {
      return x;
    }
  }

  @Test
  void refusesNamesThatAreTaken() {
    assertThatThrownBy(() -> CustomLayers.register(new Rival(1)))
        .hasMessage(
            "layer 'twice' is dev.kern.examples.Twice already, given"
                + " dev.kern.examples.CustomLayersTest$Rival; fix: another name for one of them");
    assertThatThrownBy(() -> CustomLayers.register(new Usurper()))
        .hasMessage("layer: the name 'conv' is that of one of Kern's own; fix: another name");
    assertThatThrownBy(() -> RunJson.line(Network.of(new Usurper())))
        .hasMessageContaining("layer: the name 'conv' is that of one of Kern's own");
    assertThatThrownBy(() -> Layer.custom("relu", (scope, x) -> x))
        .hasMessage("layer: the name 'relu' is that of one of Kern's own; fix: another name");
    assertThatThrownBy(() -> Layer.custom("my/layer", (scope, x) -> x))
        .hasMessage(
            "a custom layer takes a name of letters, digits and _ that begins with a letter, given"
                + " 'my/layer'");
    assertThatThrownBy(() -> Layer.custom("layer1", (scope, x) -> x))
        .hasMessage("the name of a custom layer can't end with a digit, given 'layer1'");
    assertThatThrownBy(() -> CustomLayers.register(Layer.custom("doubled", (scope, x) -> x)))
        .hasMessageStartingWith("layer 'doubled' is ");
    CustomLayers.register(new Twice(3));
  }

  @Test
  void refusesLayersWhoseSettingsFilesCantHold() {
    Layer anonymous =
        new Layer() {
          @Override
          public String kind() {
            return "hidden";
          }

          @Override
          public Node build(Scope scope, Node x) {
            return x;
          }
        };
    assertThatThrownBy(() -> CustomLayers.register(anonymous))
        .hasMessageStartingWith(
            "layer 'hidden' is of the class dev.kern.examples.CustomLayersTest$")
        .hasMessageEndingWith(
            ", of which files can't hold the settings; fix: make it a record, or"
                + " custom(\"hidden\", ...) if it has none");
  }

  @Test
  void refusesWrongShapesInTheWordsOfKernsOwnLayers() {
    Scope scope = Scope.training(new Graph());
    Node row = scope.graph().placeholder("row", Shape.of(2, 3));
    assertThatThrownBy(() -> scope.add(GATED, row))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(
            """
            gated at 'gated1': gated needs images [N, H, W, C], given rows [N, K]
              x     f32[2, 3]  placeholder 'row'
            """);
    Node image = scope.graph().placeholder("image", Shape.of(2, 4, 4, 3));
    assertThatThrownBy(() -> scope.add(GATED, image))
        .hasMessageStartingWith(
            "gated at 'gated2': gated needs an even number of channels, given 3");
    Layer rows = Layer.custom("rows", (inner, x) -> check(inner, x));
    assertThatThrownBy(() -> scope.add(rows, image))
        .hasMessageContaining("rows at 'rows1': rows needs rows [N, K], given images");
  }

  private static Node check(Scope scope, Node x) {
    scope.expectRows(Layer.custom("rows", (s, y) -> y), x);
    return x;
  }

  @Test
  void mayBeRegisteredByManyThreads() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Boolean>> tasks =
          IntStream.range(0, 200)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        CustomLayers.register(new Twice(i));
                        return CustomLayers.registry().find("twice").isPresent();
                      })
              .toList();
      for (var result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isTrue();
      }
    }
  }
}
