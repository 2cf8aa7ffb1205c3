package dev.kern.layer;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.ShapeContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A convolutional network: layers, one after the other, from images to a row of logits per image.
///
/// ```java
/// Network.of(conv(16, 5).stride(2), relu(), flatten(), dense(10))
/// ```
///
/// @param name what the network is called
/// @param layers its layers, in order
public record Network(String name, List<Layer> layers) {
  private static final int MOST_LAYERS = 10_000;

  /// Fails with [IllegalArgumentException] if there is no layer, or more than 10,000 with those
  /// inside branches, or if the name is blank.
  public Network {
    layers = List.copyOf(layers);
    int count = count(layers);
    if (count < 1 || count > MOST_LAYERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a network has 1 to %,d layers, given %,d", MOST_LAYERS, count));
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a network needs a name, given a blank one");
    }
  }

  private static int count(List<Layer> layers) {
    int count = layers.size();
    for (Layer layer : layers) {
      count +=
          switch (layer) {
            case Sum(var branches) ->
                branches.stream().mapToInt(each -> count(each.layers())).sum();
            case Product(var branches) ->
                branches.stream().mapToInt(each -> count(each.layers())).sum();
            case Concatenation(var branches) ->
                branches.stream().mapToInt(each -> count(each.layers())).sum();
            case Heads(var heads) -> heads.stream().mapToInt(each -> count(each.layers())).sum();
            case Frozen(var inner) -> count(inner) - 1;
            default -> 0;
          };
    }
    return count;
  }

  /// A network of these layers, called `network`.
  public static Network of(Layer... layers) {
    return new Network("network", List.of(layers));
  }

  /// The same network under another name.
  public Network named(String other) {
    return new Network(other, layers);
  }

  /// Appends the network, applied to images, to a graph.
  ///
  /// @param images `[N, H, W, C]`
  /// @param training whether the graph will be trained; see [Scope]
  /// @return the logits, `[N, classes]`
  ///
  ///   Fails with `ShapeException` if the layers do not fit one another or the images.
  public Node build(Graph graph, Node images, boolean training) {
    return build(training ? Scope.training(graph) : Scope.inference(graph), images);
  }

  /// Appends the network, applied to images, to the graph of a scope.
  ///
  /// @param images `[N, H, W, C]`
  /// @return the logits, `[N, classes]`
  ///
  ///   Fails with `ShapeException` if the layers do not fit one another or the images.
  public Node build(Scope scope, Node images) {
    Node logits = scope.addAll(layers, images);
    if (logits.shape().rank() != 2) {
      throw new ShapeContext(logits.op(), logits.name(), logits.inputs())
          .fail(
              "a network must end in a row of logits per image, this one ends in " + logits.shape(),
              "use flatten() and dense(classes) as the last layers");
    }
    return logits;
  }

  /// The layers by their names, in order, those of [Frozen] one by one.
  public List<NamedLayer> namedLayers() {
    List<NamedLayer> named = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    layers.forEach(layer -> name(layer, false, counts, named));
    return List.copyOf(named);
  }

  private static void name(
      Layer layer, boolean frozen, Map<String, Integer> counts, List<NamedLayer> into) {
    if (layer instanceof Frozen(List<Layer> inner)) {
      inner.forEach(each -> name(each, true, counts, into));
    } else {
      String name = layer.kind() + counts.merge(layer.kind(), 1, Integer::sum);
      into.add(new NamedLayer(name, layer, frozen));
    }
  }

  private Network with(List<NamedLayer> wanted) {
    List<Layer> regrouped = new ArrayList<>();
    List<Layer> frozen = new ArrayList<>();
    for (NamedLayer each : wanted) {
      if (each.frozen()) {
        frozen.add(each.layer());
      } else {
        flush(frozen, regrouped);
        regrouped.add(each.layer());
      }
    }
    flush(frozen, regrouped);
    return new Network(name, regrouped);
  }

  private static void flush(List<Layer> frozen, List<Layer> into) {
    if (!frozen.isEmpty()) {
      into.add(new Frozen(frozen));
      frozen.clear();
    }
  }

  /// This network as one layer of another, which training leaves as it is: `Network.of(
  /// backbone.frozen(), dense(5))`.
  public Frozen frozen() {
    return new Frozen(namedLayers().stream().map(NamedLayer::layer).toList());
  }

  /// The same with its layers up to and including this one frozen, and the others not.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer.
  ///
  /// @param layer its name, as [#summary] tells it
  public Network frozenUpTo(String layer) {
    int end = place(layer) + 1;
    List<NamedLayer> all = namedLayers();
    return with(
        IntStream.range(0, all.size())
            .mapToObj(i -> new NamedLayer(all.get(i).name(), all.get(i).layer(), i < end))
            .toList());
  }

  /// The same with these layers frozen, beside those that are already.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  ///
  /// @param layers their names, as [#summary] tells them
  public Network frozen(Collection<String> layers) {
    layers.forEach(this::place);
    return with(
        namedLayers().stream()
            .map(
                each ->
                    new NamedLayer(
                        each.name(), each.layer(), each.frozen() || layers.contains(each.name())))
            .toList());
  }

  /// The same with no layer frozen, those of branches and heads neither; the names of the variables
  /// stay. What a custom layer freezes itself stays frozen.
  public Network unfrozen() {
    return new Network(name, unfrozen(layers));
  }

  private static List<Layer> unfrozen(List<Layer> layers) {
    return layers.stream().flatMap(Network::unfrozen).toList();
  }

  private static Stream<Layer> unfrozen(Layer layer) {
    return switch (layer) {
      case Frozen(var inner) -> unfrozen(inner).stream();
      case Sum(var branches) -> Stream.of(new Sum(unfrozenBranches(branches)));
      case Product(var branches) -> Stream.of(new Product(unfrozenBranches(branches)));
      case Concatenation(var branches) -> Stream.of(new Concatenation(unfrozenBranches(branches)));
      case Heads(var heads) ->
          Stream.of(
              new Heads(
                  heads.stream()
                      .map(head -> new Head(head.name(), unfrozen(head.layers())))
                      .toList()));
      default -> Stream.of(layer);
    };
  }

  private static List<Branch> unfrozenBranches(List<Branch> branches) {
    return branches.stream().map(branch -> new Branch(unfrozen(branch.layers()))).toList();
  }

  /// The layers at the beginning that training leaves as they are, with those right behind them
  /// that have nothing to learn, and the others; empty if the first layer isn't frozen, or all are.
  public Optional<FrozenBeginning> frozenBeginning() {
    List<NamedLayer> all = namedLayers();
    int end = 0;
    while (end < all.size()
        && (all.get(end).frozen() || (end > 0 && isFixed(all.get(end).layer())))) {
      end++;
    }
    boolean learned = all.subList(0, end).stream().anyMatch(each -> !isFixed(each.layer()));
    return learned && end < all.size()
        ? Optional.of(
            new FrozenBeginning(
                this,
                with(all.subList(0, end)).layers(),
                with(all.subList(end, all.size())).layers()))
        : Optional.empty();
  }

  /// Whether a layer does the same in training as for inference, and has no weights.
  private static boolean isFixed(Layer layer) {
    return layer instanceof Nonlinearity
        || layer instanceof MaxPooling
        || layer instanceof AveragePooling
        || layer instanceof GlobalAveragePooling
        || layer instanceof ZeroPadding
        || layer instanceof Flatten;
  }

  /// The layers up to and including this one, frozen ones still frozen.
  ///
  /// Fails with [IllegalArgumentException] if there is no such layer.
  ///
  /// @param layer its name, as [#summary] tells it
  public Network upTo(String layer) {
    return with(namedLayers().subList(0, place(layer) + 1));
  }

  /// All layers but the last few.
  ///
  /// Fails with [IllegalArgumentException] if none would be left.
  public Network withoutLast(int count) {
    List<NamedLayer> all = namedLayers();
    if (count < 0 || count >= all.size()) {
      throw new IllegalArgumentException(
          "network '%s' has %d layers, so 0 to %d of them can be left out, given %d"
              .formatted(name, all.size(), all.size() - 1, count));
    }
    return with(all.subList(0, all.size() - count));
  }

  /// The same with more layers behind it.
  public Network then(Layer... more) {
    List<Layer> all = new ArrayList<>(layers);
    all.addAll(List.of(more));
    return new Network(name, all);
  }

  int place(String layer) {
    List<String> names = namedLayers().stream().map(NamedLayer::name).toList();
    if (!names.contains(layer)) {
      throw new IllegalArgumentException(
          "network '%s' has no layer '%s'; it has %s"
              .formatted(name, layer, String.join(", ", names)));
    }
    return names.indexOf(layer);
  }

  /// The layers with their shapes, parameters and multiply-adds for images of this size.
  ///
  /// Fails with `ShapeException` if the layers do not fit one another or the images.
  public Summary summary(int height, int width, int channels) {
    return Summary.of(this, height, width, channels);
  }

  /// `mine: conv (16 filters of 5 x 5, stride 2, same), relu, flatten, dense (10 units)`.
  @Override
  public String toString() {
    return layers.stream().map(Network::text).collect(Collectors.joining(", ", name + ": ", ""));
  }

  private static String text(Layer layer) {
    String settings = layer.settings();
    return layer.kind() + (settings.isEmpty() ? "" : " (" + settings + ")");
  }
}
