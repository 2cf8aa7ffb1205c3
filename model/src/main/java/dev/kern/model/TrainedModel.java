package dev.kern.model;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.FormatVersion;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Tensor;
import dev.kern.layer.Dense;
import dev.kern.layer.Layer;
import dev.kern.layer.LayerChoice;
import dev.kern.layer.NamedLayer;
import dev.kern.layer.Scope;
import dev.kern.layer.json.LayerJson;
import dev.kern.run.Variables;
import dev.kern.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network and what it has learned: what `model.safetensors` holds.
///
/// The file alone is enough to classify; its metadata holds the network, as in `network.json`, its
/// checksum, and a [dev.kern.safetensors.ContentChecksum] over everything.
///
/// @param model the network and its task
/// @param weights the value of every variable by its name, in the network's order
public record TrainedModel(Model model, Map<String, Tensor> weights) {
  private static final String FILE = "model.safetensors";
  private static final FormatVersion FORMAT = new FormatVersion("kern", 2);
  private static final String NETWORK = "network";
  private static final String CHECKSUM = "networkSha256";

  /// Takes the values of variables.
  public static TrainedModel of(Model model, Variables variables) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Variables.Slice slice : variables.slices()) {
      weights.put(slice.name(), variables.get(slice.name()));
    }
    return new TrainedModel(model, weights);
  }

  /// The same classifier with softer probabilities, or with bolder ones: the weights and biases of
  /// the last layer are divided by a temperature, and so are the logits.
  ///
  /// Fails with [IllegalArgumentException] if the temperature isn't above 0, the model doesn't tell
  /// classes, or its last layer isn't a dense one.
  public TrainedModel withTemperature(double temperature) {
    NamedLayer last = model.network().namedLayers().getLast();
    if (!(temperature > 0 && Double.isFinite(temperature))
        || !model.targets().areClasses()
        || !(last.layer() instanceof Dense)) {
      throw new IllegalArgumentException(
          """
          a temperature divides the logits of a classifier whose last layer is dense
            given     %s, a network for %s, and the last layer %s
            expected  a number above 0, and a layer such as dense(10)
            fix       --temperature 1.5, or leave it out\
          """
              .formatted(temperature, model.targets().kind().word(), last.layer().kind()));
    }
    return new TrainedModel(model, withOutputsDivided(temperature));
  }

  /// The weights with which the network, whose last layer is a dense one, says a fraction of what
  /// it says.
  Map<String, Tensor> withOutputsDivided(double by) {
    String last = model.network().namedLayers().getLast().name() + "/";
    Map<String, Tensor> divided = new LinkedHashMap<>(weights);
    divided.replaceAll((name, tensor) -> name.startsWith(last) ? divided(tensor, by) : tensor);
    return divided;
  }

  private static Tensor divided(Tensor tensor, double by) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / by);
    }
    return Tensor.of(tensor.shape(), values);
  }

  /// Writes a safetensors file, in place of the one that is there; equal models give equal bytes.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Path file) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FormatVersion.KEY, FORMAT.words());
    metadata.put(NETWORK, LayerJson.MAPPER.line(model.file()));
    metadata.put(CHECKSUM, model.file().sha256());
    new Safetensors(metadata, weights).sealed().write(file);
  }

  /// Reads a safetensors file, or the one of a run folder.
  ///
  /// Fails with `DataException` if there is none, it holds no network, or other variables than the
  /// network has.
  public static TrainedModel read(Path path) {
    boolean folder = FileStatus.isFolder(path);
    Path file = folder ? path.resolve(FILE) : path;
    if (folder && !FileStatus.exists(file)) {
      throw Problem.at(path.toString(), "no trained model in this folder")
          .expected(FILE)
          .fix("wait until the run finishes, or choose another folder");
    }
    Safetensors content = Safetensors.read(file);
    String format = content.metadata().getOrDefault(FormatVersion.KEY, "");
    FORMAT.expectKnown(file.toString(), format);
    String network = content.metadata().get(NETWORK);
    if (network == null) {
      throw Problem.at(file.toString(), "the metadata contains no network")
          .given("the keys " + content.metadata().keySet())
          .expected("the key '" + NETWORK + "'")
          .fix("use a file written by Kern");
    }
    if (FORMAT.versionOf(format) > 1) {
      content.expectSealed(file.toString());
    }
    String where = file + ", metadata, " + NETWORK;
    NetworkFile description = LayerJson.MAPPER.parse(where, network, NetworkFile.class);
    expectUnchanged(where, description, content.metadata().get(CHECKSUM));
    Model model = description.model(where);
    expectVariables(file, model, content.tensors());
    return new TrainedModel(model, content.tensors());
  }

  private static void expectUnchanged(
      String where, NetworkFile network, @Nullable String checksum) {
    if (!network.sha256().equals(checksum)) {
      throw Problem.at(where, "checksum mismatch: the network has been changed")
          .given("checksum " + network.sha256())
          .expected(String.valueOf(checksum))
          .fix("use an unmodified copy of the file");
    }
  }

  private static void expectVariables(Path file, Model model, Map<String, Tensor> tensors) {
    Graph graph = graph(file, model);
    for (Node variable : graph.variables()) {
      Tensor tensor = tensors.get(variable.name());
      if (tensor == null || !tensor.shape().equals(variable.shape())) {
        throw Problem.at(file.toString(), "the tensors don't match the network")
            .given(
                tensor == null
                    ? "no tensor '" + variable.name() + "'"
                    : "'" + variable.name() + "' of " + tensor.shape())
            .expected("'" + variable.name() + "' of " + variable.shape())
            .fix("use an unmodified copy of the file");
      }
    }
    if (tensors.size() != graph.variables().size()) {
      throw Problem.at(file.toString(), "the file has tensors that the network doesn't use")
          .given(tensors.size() + " tensors")
          .expected(graph.variables().size() + " tensors")
          .fix("use an unmodified copy of the file");
    }
  }

  private static Graph graph(Path file, Model model) {
    Graph graph = new Graph();
    try {
      model.logits(Scope.inference(graph), model.images(graph, 1));
      return graph;
    } catch (IllegalArgumentException e) {
      throw Problem.at(file.toString(), "the network can't be built")
          .given(String.valueOf(e.getMessage()))
          .because(e)
          .fix("use an unmodified copy of the file");
    }
  }

  /// The network up to and including a layer, with its weights: what another head can be put on.
  ///
  /// ```java
  /// TrainedModel start = trained.upTo("flatten1").frozen().withHead(dense(5));
  /// try (Run run = Training.of(start).start(data)) {
  ///   run.fit();
  /// }
  /// ```
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer.
  ///
  /// @param layer its name, as `kern summary` tells it
  public Backbone upTo(String layer) {
    return new Backbone(model.network().upTo(layer), this);
  }

  /// The model with another head in the place of its readout, the last layer with weights, and what
  /// follows that; see [Backbone#withHead(Layer...)].
  ///
  /// Fails with [IllegalArgumentException] if there is no layer before the readout, with
  /// `ShapeException` if the head does not fit.
  public TrainedModel withHead(Layer... head) {
    return withoutHead().withHead(head);
  }

  /// The same for these classes.
  ///
  /// Fails as [#withHead(Layer...)] does, and if the head does not end in an output per class.
  public TrainedModel withHead(List<String> classes, Layer... head) {
    return withoutHead().withHead(classes, head);
  }

  private Backbone withoutHead() {
    int rest = model.network().namedLayers().size() - readout();
    return new Backbone(model.network().withoutLast(rest), this);
  }

  /// The place of the readout, the last layer with weights.
  private int readout() {
    return LayerChoice.readout(layers(), this::hasWeights);
  }

  private List<String> layers() {
    return model.network().namedLayers().stream().map(NamedLayer::name).toList();
  }

  /// The names of the layers before the readout, the last layer with weights.
  public List<String> backbone() {
    return layers().subList(0, readout());
  }

  /// The same with these layers frozen, beside those that are already: training leaves them as they
  /// are.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  ///
  /// @param layers their names, as `kern summary` tells them
  public TrainedModel frozen(Collection<String> layers) {
    return new TrainedModel(model.withNetwork(model.network().frozen(layers)), weights);
  }

  /// The same with these layers frozen, beside those that are already.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  public TrainedModel frozen(LayerChoice layers) {
    return frozen(layers.of(model.network(), this::hasWeights));
  }

  /// The value of a variable.
  ///
  /// Fails with [IllegalArgumentException] if the model has none of this name.
  Tensor weight(String variable) {
    Tensor tensor = weights.get(variable);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the model has no weights '%s'; it has %s".formatted(variable, weights.keySet()));
    }
    return tensor;
  }

  private boolean hasWeights(String layer) {
    return weights.keySet().stream().anyMatch(name -> name.startsWith(layer + "/"));
  }

  /// The same with all layers trainable: for the second stage of training, at a small learning
  /// rate.
  public TrainedModel unfrozen() {
    return new TrainedModel(model.withNetwork(model.network().unfrozen()), weights);
  }

  /// The weights as variables of the model's graphs.
  Variables variables() {
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    return variables(graph);
  }

  /// The weights as variables of a graph of the model.
  Variables variables(Graph graph) {
    Variables variables = Variables.of(graph);
    weights.forEach(variables::set);
    return variables;
  }

  /// `lenet: images of 28 x 28; 3 classes: A, B, C; 12,345 numbers in 8 variables`.
  @Override
  public String toString() {
    long numbers = weights.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
    return "%s; %s numbers in %d variables"
        .formatted(model, Problem.count(numbers), weights.size());
  }
}
