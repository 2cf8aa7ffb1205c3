package dev.kern.weights;

import dev.kern.architecture.Architecture;
import dev.kern.architecture.Naming;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.json.JsonText;
import dev.kern.layer.Network;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Loads weights that another program has trained onto a network: PyTorch's `.pt` and `.pth`, and
/// safetensors with float numbers of any width.
///
/// Which array belongs to which layer is told by name: torchvision's and timm's names for an
/// [Architecture], others by a mapping. Everything that is missing or of another shape is told in
/// one message.
///
/// ```java
/// TrainedModel model = WeightImport.read(Path.of("resnet18.pth")).model();
/// ```
///
/// Such files say neither what their classes are called nor how images were scaled: classes are
/// numbers, and the scaling is left open ([Model#withNormalization]).
public final class WeightImport {
  private static final String NETWORK = "network";
  private static final ImageTarget.Extents USUAL =
      new ImageTarget.Extents(Architecture.USUAL.height(), Architecture.USUAL.width());
  private static final int LONGEST_MAPPING = 1 << 20;
  private static final String COUNTER = "num_batches_tracked";
  private static final String CONVERT = "kern export FILE model.safetensors --network NETWORK";

  private WeightImport() {}

  /// A model, and what was done to get it.
  ///
  /// @param model the network with the weights
  /// @param words such as `the weights of resnet18 by torchvision's names: 102 of 102 arrays`
  public record Result(TrainedModel model, String words) {}

  /// Whether a file holds weights without a network, by its name or by what it says of itself.
  ///
  /// Fails with `DataException` if it is a safetensors file that can't be read.
  public static boolean claims(Path file) {
    if (WeightFile.isPyTorch(file)) {
      return true;
    }
    if (!file.toString().endsWith(".safetensors") || !FileStatus.isFile(file)) {
      return false;
    }
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      return !source.metadata().containsKey(NETWORK);
    }
  }

  /// Loads the weights of an [Architecture], which the names tell, for images of 224 × 224.
  ///
  /// Fails with `DataException` if they are those of no architecture, or the file can't be read.
  public static Result read(Path file) {
    return read(file, USUAL.height(), USUAL.width());
  }

  /// Loads the weights of an [Architecture], which the names tell, for images of another size.
  ///
  /// Fails with `DataException` if they are those of no architecture, or the file can't be read.
  public static Result read(Path file, int height, int width) {
    try (WeightFile source = WeightFile.open(file)) {
      Match match =
          Match.best(List.of(Architecture.values()), source.arrays())
              .filter(Match::isWhole)
              .orElseThrow(() -> unknown(source));
      return load(source, match, new ImageTarget.Extents(height, width), Optional.empty());
    }
  }

  /// Loads the weights of an architecture, for images of 224 × 224.
  ///
  /// Fails with `DataException` if something is missing or of another shape, or the file can't be
  /// read.
  public static Result read(Path file, Architecture architecture) {
    return read(file, architecture, Optional.empty());
  }

  /// Loads the weights of an architecture, for images of another size.
  ///
  /// Fails with `DataException` if something is missing or of another shape, or the file can't be
  /// read.
  public static Result read(Path file, Architecture architecture, ImageShape image) {
    return read(file, architecture, Optional.of(image));
  }

  private static Result read(Path file, Architecture known, Optional<ImageShape> image) {
    try (WeightFile source = WeightFile.open(file)) {
      Match match = Match.best(List.of(known), source.arrays()).orElseThrow();
      return load(source, match, USUAL, image);
    }
  }

  /// Loads weights onto a network.
  ///
  /// Fails with `DataException` if something is missing or of another shape, or the file can't be
  /// read.
  ///
  /// @param mapping what the file calls a layer or a variable: `features.0` by `conv1`, or
  ///   `fc.weight` by `dense1/weights`; others have the same names in both
  public static Result read(
      Path file, Network network, ImageShape image, Map<String, String> mapping) {
    try (WeightFile source = WeightFile.open(file)) {
      Graph graph = graph(network, image);
      List<String> variables = graph.variables().stream().map(Node::name).toList();
      WeightNames names = new WeightNames(mapping);
      names.expectKnown(source.place(), variables, source.arrays());
      Map<String, Tensor> weights = weights(source, network, graph, names);
      int classes = graph.nodes().getLast().shape().last();
      return result(source, new Model(network, image, numbers(classes)), weights, names, "");
    }
  }

  /// Reads a mapping: a JSON object such as `{"conv1": "features.0", "dense1": "fc"}`.
  ///
  /// Fails with `DataException` if it is none.
  public static Map<String, String> mapping(Path file) {
    byte[] text = BoundedFile.read(file, LONGEST_MAPPING, "a mapping", "the right file");
    Map<String, String> names = new LinkedHashMap<>();
    Object root = JsonText.parse(file.toString(), text);
    if (!(root instanceof Map)) {
      throw notAMapping(file, root);
    }
    JsonText.object(root)
        .forEach(
            (layer, name) -> {
              if (!(name instanceof String word)) {
                throw notAMapping(file, name);
              }
              names.put(layer, word);
            });
    return names;
  }

  private static DataException notAMapping(Path file, @Nullable Object given) {
    return Problem.at(file.toString(), "not a mapping of names")
        .given(Problem.quote(JsonText.line(given)))
        .expected("an object such as {\"conv1\": \"features.0\", \"dense1\": \"fc\"}")
        .fix("name the file's module by each layer with weights; kern summary NETWORK lists them");
  }

  private static DataException unknown(WeightFile source) {
    Optional<Match> nearest = Match.best(List.of(Architecture.values()), source.arrays());
    return Problem.at(source.place(), "it isn't known which network these weights belong to")
        .given(
            "the names %s%s"
                .formatted(
                    Problem.list(List.copyOf(source.arrays().keySet())),
                    nearest
                        .filter(match -> 2 * match.found() > match.modules().size())
                        .map(
                            match ->
                                "; nearest is %s, of whose layers %d of %d are here"
                                    .formatted(
                                        match.architecture().key(),
                                        match.found(),
                                        match.modules().size()))
                        .orElse("")))
        .expected(
            "the names of torchvision or timm for %s"
                .formatted(String.join(", ", Architecture.keys())))
        .fix(
            "name the network, and what the file calls its layers: " + CONVERT + " --mapping FILE");
  }

  /// @param size the size of the images, with as many channels as the weights are for
  /// @param whole their shape, if that is said too
  private static Result load(
      WeightFile source, Match match, ImageTarget.Extents size, Optional<ImageShape> whole) {
    String first = match.modules().getFirst();
    String last = match.modules().getLast();
    int channels = extent(source, first, 1, Architecture.USUAL.channels());
    int classes = extent(source, last, 0, 1);
    ImageShape image =
        whole
            .or(() -> ImageShape.of(size.height(), size.width(), channels))
            .orElse(Architecture.USUAL);
    Network network = match.architecture().network(image, classes, match.naming());
    Graph graph = graph(network, image);
    WeightNames names =
        WeightNames.inOrder(graph.variables().stream().map(Node::name).toList(), match.modules());
    Map<String, Tensor> weights = weights(source, network, graph, names);
    String words = " of %s by %s's names".formatted(match.architecture().key(), match.naming());
    return result(source, new Model(network, image, numbers(classes)), weights, names, words);
  }

  /// An extent of a module's weights, if they are there and it is one that a network can have.
  private static int extent(WeightFile source, String module, int axis, int otherwise) {
    NumberArray array = source.arrays().get(module + ".weight");
    long[] shape = array == null ? new long[0] : array.shape();
    boolean sound = axis < shape.length && shape[axis] >= 1 && shape[axis] <= 1 << 20;
    return sound ? (int) shape[axis] : otherwise;
  }

  private static Graph graph(Network network, ImageShape image) {
    Graph graph = new Graph();
    network.build(graph, images(graph, image), false);
    return graph;
  }

  private static Node images(Graph graph, ImageShape image) {
    return graph.placeholder(
        "images", Shape.of(1, image.height(), image.width(), image.channels()));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /// The value of each variable; refuses a file that lacks some, or has them in other shapes.
  private static Map<String, Tensor> weights(
      WeightFile source, Network network, Graph graph, WeightNames names) {
    Map<String, Shape> flattened = Flattened.of(graph);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    for (Node variable : graph.variables()) {
      String name = names.array(variable.name(), source.arrays());
      @Nullable NumberArray array = source.arrays().get(name);
      if (array == null) {
        missing.add(name);
        continue;
      }
      WeightShape shape =
          new WeightShape(variable.shape(), Optional.ofNullable(flattened.get(variable.name())));
      shape
          .tensor(array)
          .ifPresentOrElse(
              tensor -> weights.put(variable.name(), tensor),
              () ->
                  misfits.add(
                      "%s %s instead of float32 %s".formatted(name, array, shape.expected())));
    }
    List<DataException> faults = new ArrayList<>();
    String what = "network '%s'".formatted(network.name());
    if (!missing.isEmpty()) {
      faults.add(
          Problem.at(source.place(), "it lacks weights of " + what)
              .given(
                  "%d of %d arrays, not %s"
                      .formatted(
                          graph.variables().size() - missing.size(),
                          graph.variables().size(),
                          Problem.list(missing)))
              .expected("an array for each variable")
              .fix("another network (--network), or other names (--mapping FILE)"));
    }
    if (!misfits.isEmpty()) {
      faults.add(
          Problem.at(source.place(), "its weights have other shapes than those of " + what)
              .given(Problem.list(misfits))
              .expected("the shapes of " + what)
              .fix("the network that these weights were trained with"));
    }
    if (!faults.isEmpty()) {
      throw DataException.all(faults);
    }
    return weights;
  }

  private static Result result(
      WeightFile source,
      Model model,
      Map<String, Tensor> weights,
      WeightNames names,
      String network) {
    Set<String> used = new HashSet<>();
    weights.keySet().forEach(name -> used.add(names.array(name, source.arrays())));
    List<String> left =
        source.arrays().keySet().stream()
            .filter(name -> !used.contains(name) && !name.endsWith(COUNTER))
            .toList();
    String words =
        "the weights%s: %d arrays%s"
            .formatted(
                network,
                weights.size(),
                left.isEmpty()
                    ? ""
                    : "; %d are left over: %s".formatted(left.size(), Problem.list(left)));
    return new Result(new TrainedModel(model, weights), words);
  }

  /// An architecture under one of its namings, and how much of it a file has.
  ///
  /// @param modules the names of its modules
  /// @param found how many of them the file has
  private record Match(Architecture architecture, Naming naming, List<String> modules, long found) {
    /// The one of which most is there; of those the one with most in common.
    static Optional<Match> best(List<Architecture> among, Map<String, NumberArray> arrays) {
      Match best = null;
      for (Architecture each : among) {
        for (Naming naming : Naming.values()) {
          List<String> modules = each.modules(naming);
          Match match = new Match(each, naming, modules, WeightNames.found(modules, arrays));
          if (best == null || match.isBetter(best)) {
            best = match;
          }
        }
      }
      return Optional.ofNullable(best);
    }

    private boolean isBetter(Match other) {
      return isWhole() == other.isWhole() ? found > other.found : isWhole();
    }

    boolean isWhole() {
      return found == modules.size();
    }
  }
}
