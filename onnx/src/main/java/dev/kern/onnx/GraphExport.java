package dev.kern.onnx;

import dev.kern.data.Targets;
import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.AddScalar;
import dev.kern.graph.Arithmetic;
import dev.kern.graph.Concat;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Crop;
import dev.kern.graph.LocalResponse;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Pad;
import dev.kern.graph.ParametricRelu;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;
import dev.kern.graph.ShuffleChannels;
import dev.kern.graph.Standardize;
import dev.kern.graph.Subsample;
import dev.kern.graph.Tensor;
import dev.kern.graph.Unary;
import dev.kern.graph.Variable;
import dev.kern.graph.Window;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Translates a graph for inference, op by op, into ONNX's operations.
final class GraphExport {
  private final Map<String, Tensor> weights;
  private final GraphWriter writer;
  private final ActivationExport activations;
  private final Map<Node, RowOrder> orders = new HashMap<>();

  GraphExport(List<Node> nodes, Map<String, Tensor> weights, GraphWriter writer) {
    this.weights = weights;
    this.writer = writer;
    activations = new ActivationExport(writer);
    nodes.forEach(this::add);
  }

  /// Whether there is an operation that older opsets lack.
  boolean usesGelu() {
    return activations.usesGelu();
  }

  /// Ends the graph in the logits, `[N, classes]`, and their softmax; for labels in their sigmoid,
  /// for values in these alone.
  void outputs(Node logits, Targets.Kind kind) {
    String name = plain(logits);
    int width = logits.shape().extent(1);
    String first = kind == Targets.Kind.VALUES ? "values" : "logits";
    writer.add(new OperationWriter("Identity", first, name));
    if (kind == Targets.Kind.CLASS) {
      writer.add(new OperationWriter("Softmax", "probabilities", name).integer("axis", 1));
    } else if (kind == Targets.Kind.LABELS) {
      writer.add(new OperationWriter("Sigmoid", "probabilities", name));
    }
    writer.output(first, width);
    if (kind != Targets.Kind.VALUES) {
      writer.output("probabilities", width);
    }
  }

  /// Ends the graph in a row of numbers per head.
  ///
  /// @param rows `[N, width]` each
  /// @param names what the outputs are called
  void outputs(List<Node> rows, List<String> names) {
    for (int i = 0; i < rows.size(); i++) {
      writer.add(new OperationWriter("Identity", names.get(i), plain(rows.get(i))));
      writer.output(names.get(i), rows.get(i).shape().extent(1));
    }
  }

  private void add(Node node) {
    switch (node.op()) {
      case Placeholder _, Variable _ -> {}
      case Conv2d conv -> convolution(node, conv);
      case MatMul product when !product.transposeLeft() && !product.transposeRight() ->
          product(node);
      case AddBias _ when isPartOfProduct(node) -> inherit(node);
      case AddBias _ -> addBias(node);
      case Activate activate -> {
        activations.add(activate.activation(), node.name(), name(node.input(0)));
        inherit(node);
      }
      case Pool2d pool when pool.pooling() == Pooling.MAX ->
          writer.add(pooling("MaxPool", node, pool.window()));
      case Pool2d pool -> averagePooling(node, pool.window());
      case Reshape _ when isGateOfPixels(node) -> {}
      case Reshape _ -> flatten(node);
      case ScaleChannels _ -> scale(node);
      case ParametricRelu _ -> elementwise("PRelu", node, name(node.input(0)), perChannel(node));
      case Standardize(double epsilon) -> standardize(node, epsilon);
      case LocalResponse(var how) when node.shape().rank() == 4 ->
          writer.add(
              new OperationWriter("LRN", node.name(), name(node.input(0)))
                  .integer("size", how.size())
                  .number("alpha", how.alpha())
                  .number("beta", how.beta())
                  .number("bias", how.bias()));
      case ShuffleChannels(int groups) when node.shape().rank() == 4 -> shuffle(node, groups);
      case Subsample(int rows, int columns) ->
          writer.add(
              new OperationWriter("MaxPool", node.name(), name(node.input(0)))
                  .integers("kernel_shape", 1, 1)
                  .integers("strides", rows, columns));
      case Crop crop when isOfChannels(crop) -> channels(node, crop);
      case Normalize normalize -> normalize(node, normalize);
      case Pad pad -> pad(node, pad);
      case Arithmetic(var kind) ->
          arithmetic(
              node,
              switch (kind) {
                case ADD -> "Add";
                case SUBTRACT -> "Sub";
                case MULTIPLY -> "Mul";
                case DIVIDE -> "Div";
              });
      case Scale(double factor) -> withNumber("Mul", node, factor);
      case AddScalar(double amount) -> withNumber("Add", node, amount);
      case Unary(var function) ->
          elementwise(
              switch (function) {
                case SQRT -> "Sqrt";
                case SIGN -> "Sign";
                case ABS -> "Abs";
              },
              node,
              name(computed(node, 0)));
      case Concat _ -> concat(node);
      default ->
          throw new IllegalArgumentException(
              "%s at '%s' can't be exported".formatted(node.op().symbol(), node.name()));
    }
  }

  /// What ONNX calls a node's result: a product or convolution is one operation with its bias.
  private static String name(Node node) {
    return isPartOfProduct(node) ? node.input(0).name() : node.name();
  }

  /// Whether a node adds a product's or convolution's bias, and is the only one to use that.
  private static boolean isPartOfProduct(Node node) {
    if (!(node.op() instanceof AddBias)) {
      return false;
    }
    Node product = node.input(0);
    return (product.op() instanceof Conv2d || product.op() instanceof MatMul)
        && onlyUser(product) == node;
  }

  private void inherit(Node node) {
    orders.computeIfAbsent(node, n -> orders.get(n.input(0)));
  }

  private RowOrder order(Node node) {
    RowOrder order = orders.get(node);
    return order == null ? RowOrder.plain(node.shape().last()) : order;
  }

  /// The name of a node's rows in Kern's order.
  private String plain(Node node) {
    RowOrder order = order(node);
    if (node.shape().rank() != 2 || order.isPlain()) {
      return name(node);
    }
    String sorted = node.name() + "/sorted";
    String indices = writer.indices(node.name() + "/places", order.inverse());
    writer.add(new OperationWriter("Gather", sorted, name(node), indices).integer("axis", 1));
    return sorted;
  }

  private Tensor value(Node variable) {
    Tensor tensor = weights.get(variable.name());
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the model has no weights '%s'; it has %s".formatted(variable.name(), weights.keySet()));
    }
    return tensor;
  }

  /// The names of the inputs of a product or convolution: the bias is missing or the third.
  private String[] withBias(Node node, String filter) {
    List<String> names = new ArrayList<>(List.of(name(node.input(0)), filter));
    bias(node)
        .map(bias -> writer.constant(bias.name(), value(bias).toArray(), bias.shape().size()))
        .ifPresent(names::add);
    return names.toArray(String[]::new);
  }

  private Optional<Node> bias(Node product) {
    Node user = onlyUser(product);
    return user != null && isPartOfProduct(user) ? Optional.of(user.input(1)) : Optional.empty();
  }

  /// The only node that takes a node's value; null if there are more, or none.
  private static @Nullable Node onlyUser(Node node) {
    List<Node> users =
        node.graph().nodes().stream().filter(user -> user.inputs().contains(node)).toList();
    return users.size() == 1 ? users.getFirst() : null;
  }

  private void convolution(Node node, Conv2d conv) {
    Window window = conv.window();
    Node filter = node.input(1);
    Shape shape = filter.shape();
    String weights =
        writer.constant(
            filter.name(),
            Filters.toOnnx(value(filter)),
            shape.extent(3),
            shape.extent(2),
            window.height(),
            window.width());
    writer.add(
        window("Conv", node, window, withBias(node, weights))
            .integers("dilations", window.dilation(), window.dilation())
            .integer("group", conv.groups()));
  }

  private void product(Node node) {
    Node matrix = node.input(1);
    float[] sorted = order(node.input(0)).toOnnx(value(matrix).toArray());
    Shape shape = matrix.shape();
    String weights = writer.constant(matrix.name(), sorted, shape.extent(0), shape.extent(1));
    String[] inputs = withBias(node, weights);
    writer.add(new OperationWriter(inputs.length == 3 ? "Gemm" : "MatMul", node.name(), inputs));
  }

  private static OperationWriter window(String type, Node node, Window window, String... inputs) {
    return new OperationWriter(type, node.name(), inputs)
        .integers("kernel_shape", window.height(), window.width())
        .integers("strides", window.stride(), window.stride())
        .integers("pads", Pads.of(window, node.input(0)).toArray());
  }

  private static OperationWriter pooling(String type, Node node, Window window) {
    return window(type, node, window, name(node.input(0)));
  }

  private void averagePooling(Node node, Window window) {
    Shape image = node.input(0).shape();
    Window all = Window.of(image.extent(1), image.extent(2)).valid();
    writer.add(
        window.equals(all)
            ? new OperationWriter("GlobalAveragePool", node.name(), name(node.input(0)))
            : pooling("AveragePool", node, window).integer("count_include_pad", 0));
  }

  private void flatten(Node node) {
    Node x = node.input(0);
    writer.add(new OperationWriter("Flatten", node.name(), name(x)).integer("axis", 1));
    if (x.shape().rank() == 4) {
      Shape image = x.shape();
      orders.put(node, RowOrder.flattened(image.extent(1), image.extent(2), image.extent(3)));
    } else {
      inherit(node);
    }
  }

  private void normalize(Node node, Normalize normalize) {
    String[] inputs = {
      name(node.input(0)),
      channels(node, 3),
      channels(node, 4),
      channels(node, 1),
      channels(node, 2)
    };
    writer.add(
        new OperationWriter("BatchNormalization", node.name(), inputs)
            .number("epsilon", normalize.epsilon()));
    inherit(node);
  }

  /// The constant of a number per channel, which stand in the order of the rows.
  private String channels(Node node, int input) {
    Node vector = node.input(input);
    float[] sorted = order(node.input(0)).toOnnx(value(vector).toArray());
    return writer.constant(vector.name(), sorted, sorted.length);
  }

  private void pad(Node node, Pad pad) {
    String borders =
        writer.indices(
            node.name() + "/pads",
            0,
            0,
            pad.before().get(1),
            pad.before().get(2),
            0,
            0,
            pad.after().get(1),
            pad.after().get(2));
    String[] inputs =
        pad.value() == 0
            ? new String[] {name(node.input(0)), borders}
            : new String[] {
              name(node.input(0)),
              borders,
              writer.constant(node.name() + "/value", new float[] {(float) pad.value()})
            };
    writer.add(new OperationWriter("Pad", node.name(), inputs));
  }

  /// Channels times a constant, or a gate: what multiplies rows is given a row and a column.
  private void scale(Node node) {
    Node factor = node.input(1);
    if (!ScaleChannels.isPerSample(node)) {
      elementwise("Mul", node, name(computed(node, 0)), perChannel(node));
    } else if (isGateOfPixels(factor)) {
      elementwise("Mul", node, name(node.input(0)), name(factor.input(0)));
    } else {
      String gate = node.name() + "/gate";
      String axes = writer.indices(node.name() + "/axes", 2, 3);
      writer.add(new OperationWriter("Unsqueeze", gate, plain(factor), axes));
      elementwise("Mul", node, name(node.input(0)), gate);
    }
  }

  /// Whether a node makes rows of images of one pixel, only to multiply channels by them.
  private static boolean isGateOfPixels(Node node) {
    Node user = onlyUser(node);
    return node.op() instanceof Reshape
        && node.input(0).shape().rank() == 4
        && node.input(0).shape().extent(1) == 1
        && node.input(0).shape().extent(2) == 1
        && user != null
        && user.op() instanceof ScaleChannels
        && user.input(1) == node;
  }

  /// The constant of a number per channel at input 1.
  private String perChannel(Node node) {
    Node vector = node.input(1);
    return node.shape().rank() == 4
        ? writer.constant(vector.name(), value(vector).toArray(), vector.shape().size(), 1, 1)
        : channels(node, 1);
  }

  /// Layer normalisation, of which ONNX has the channels last, without scale and shift.
  private void standardize(Node node, double epsilon) {
    float[] ones = new float[node.shape().last()];
    Arrays.fill(ones, 1);
    String scale = writer.constant(node.name() + "/ones", ones, ones.length);
    boolean images = node.shape().rank() == 4;
    String x = name(node.input(0));
    String before = images ? node.name() + "/last" : x;
    String after = images ? node.name() + "/normal" : node.name();
    if (images) {
      writer.add(new OperationWriter("Transpose", before, x).integers("perm", 0, 2, 3, 1));
    }
    writer.add(
        new OperationWriter("LayerNormalization", after, before, scale)
            .integer("axis", -1)
            .number("epsilon", epsilon));
    if (images) {
      writer.add(new OperationWriter("Transpose", node.name(), after).integers("perm", 0, 3, 1, 2));
    }
    inherit(node);
  }

  private void shuffle(Node node, int groups) {
    Shape image = node.shape();
    long channels = image.last();
    long height = image.extent(1);
    long width = image.extent(2);
    String parted = node.name() + "/parted";
    String turned = node.name() + "/turned";
    String groupsFirst =
        writer.indices(node.name() + "/groups", -1, groups, channels / groups, height, width);
    String joined = writer.indices(node.name() + "/joined", -1, channels, height, width);
    writer.add(new OperationWriter("Reshape", parted, name(node.input(0)), groupsFirst));
    writer.add(new OperationWriter("Transpose", turned, parted).integers("perm", 0, 2, 1, 3, 4));
    writer.add(new OperationWriter("Reshape", node.name(), turned, joined));
  }

  private static boolean isOfChannels(Crop crop) {
    int last = crop.before().size() - 1;
    return last >= 1
        && crop.before().subList(0, last).stream().allMatch(n -> n == 0)
        && crop.after().subList(0, last).stream().allMatch(n -> n == 0);
  }

  private void channels(Node node, Crop crop) {
    int from = crop.before().getLast();
    String starts = writer.indices(node.name() + "/from", from);
    String ends = writer.indices(node.name() + "/to", from + node.shape().last());
    String axes = writer.indices(node.name() + "/axes", 1);
    writer.add(new OperationWriter("Slice", node.name(), plain(node.input(0)), starts, ends, axes));
  }

  private void arithmetic(Node node, String type) {
    Node left = computed(node, 0);
    Node right = computed(node, 1);
    if (order(left).equals(order(right))) {
      elementwise(type, node, name(left), name(right));
    } else {
      writer.add(new OperationWriter(type, node.name(), plain(left), plain(right)));
    }
  }

  private void elementwise(String type, Node node, String... inputs) {
    writer.add(new OperationWriter(type, node.name(), inputs));
    inherit(node);
  }

  private void withNumber(String type, Node node, double number) {
    String constant = writer.constant(node.name() + "/number", new float[] {(float) number});
    elementwise(type, node, name(computed(node, 0)), constant);
  }

  /// A number per channel added to what is neither a product nor a convolution.
  private void addBias(Node node) {
    Node x = computed(node, 0);
    Node bias = node.input(1);
    String constant =
        x.shape().rank() == 4
            ? writer.constant(bias.name(), value(bias).toArray(), bias.shape().size(), 1, 1)
            : channels(node, 1);
    elementwise("Add", node, name(x), constant);
  }

  /// An input that is computed from the images.
  private static Node computed(Node node, int input) {
    Node x = node.input(input);
    if (x.op() instanceof Variable) {
      throw new IllegalArgumentException(
          "%s at '%s' takes the variable '%s' as it is, which Kern does not export"
              .formatted(node.op().symbol(), node.name(), x.name()));
    }
    return x;
  }

  private void concat(Node node) {
    String[] parts = node.inputs().stream().map(GraphExport::name).toArray(String[]::new);
    writer.add(new OperationWriter("Concat", node.name(), parts).integer("axis", 1));
    if (node.shape().rank() == 2) {
      node.inputs().stream()
          .map(this::order)
          .reduce(RowOrder::beside)
          .ifPresent(order -> orders.put(node, order));
    }
  }
}
