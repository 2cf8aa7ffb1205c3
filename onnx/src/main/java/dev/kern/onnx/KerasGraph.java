package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes a Keras model as the operations of an ONNX graph, which [OnnxImport] then makes layers
/// of: what it can do with ONNX it can do with Keras.
///
/// Images are turned to ONNX's order of axes at the beginning, and back where they are flattened,
/// as converters do; the importer follows that at no cost.
final class KerasGraph {
  private static final System.Logger LOG = System.getLogger("dev.kern");
  private static final long OPSET = 20;
  private static final List<Long> TO_CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);
  private static final List<Long> TO_CHANNELS_LAST = List.of(0L, 2L, 3L, 1L);
  private static final List<Long> ONES = List.of(1L, 1L);
  private static final String INPUT = "input";

  /// Layers that do nothing but in training.
  private static final List<String> IDLE =
      List.of(
          "SpatialDropout2D",
          "GaussianNoise",
          "GaussianDropout",
          "AlphaDropout",
          "ActivityRegularization",
          "RandomFlip",
          "RandomRotation",
          "RandomZoom",
          "RandomTranslation",
          "RandomContrast",
          "RandomBrightness");

  private final KerasFile file;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Literal> constants = new LinkedHashMap<>();
  private final List<OnnxFile.Input> inputs = new ArrayList<>();

  /// What each layer gives.
  private final Map<String, Value> values = new HashMap<>();

  private final List<DataException> faults = new ArrayList<>();

  /// What a layer gives, under the name that the graph has for it.
  ///
  /// @param image whether it is an image, channels first, rather than a row
  /// @param channels numbers per pixel, or in a row; 0 if that isn't known
  /// @param pixel the same as an image of a single pixel, for the mean of an image
  private record Value(String name, boolean image, long channels, Optional<String> pixel) {
    static Value image(String name, long channels) {
      return new Value(name, true, channels, Optional.empty());
    }

    static Value row(String name, long channels) {
      return new Value(name, false, channels, Optional.empty());
    }
  }

  private KerasGraph(KerasFile file) {
    this.file = file;
  }

  /// The graph of a model.
  ///
  /// Fails with `DataException` if there are layers that can't be written so; all of them are told.
  static OnnxFile of(KerasFile file) {
    KerasGraph graph = new KerasGraph(file);
    KerasModel model = KerasModel.of(file.name(), file.config());
    for (KerasLayer layer : model.calls()) {
      try {
        graph.add(layer);
      } catch (DataException e) {
        graph.faults.add(e);
        graph.values.put(layer.name(), Value.image(layer.name(), 0));
      }
    }
    if (!graph.faults.isEmpty()) {
      throw DataException.all(graph.faults.stream().limit(12).toList());
    }
    if (model.shares()) {
      LOG.log(
          System.Logger.Level.WARNING,
          file.name()
              + ": layers that are called several times become several layers with the same"
              + " weights; in further training these may part");
    }
    return new OnnxFile(
        file.name(),
        OPSET,
        file.title().orElse("keras"),
        graph.operations,
        graph.constants,
        graph.inputs,
        model.outputs().stream()
            .map(name -> graph.value(name, model.calls().getLast()).name())
            .toList(),
        Map.of());
  }

  private Value value(String layer, KerasLayer user) {
    Value value = values.get(layer);
    if (value == null) {
      throw user.problem(file.name(), "its input isn't there")
          .given(Problem.quote(layer))
          .expected("a layer before it")
          .fix("save the model again in Keras: model.save('model.keras')");
    }
    return value;
  }

  private void add(KerasLayer layer) {
    if (layer.type().equals("InputLayer")) {
      begin(layer);
      return;
    }
    if (inputs.isEmpty()) { // a Sequential model of before Keras 3 may have no layer for its input
      begin(layer.named(INPUT));
    }
    List<Value> from = new ArrayList<>();
    for (String input : layer.inputs().isEmpty() ? List.of(INPUT) : layer.inputs()) {
      from.add(value(input, layer));
    }
    if (layer.word("data_format", "channels_last").equals("channels_first")) {
      throw refused(layer, "data_format channels_first", "channels_last");
    }
    values.put(layer.name(), activated(layer, value(layer, from)));
  }

  private void begin(KerasLayer layer) {
    Map<String, Object> config = layer.config();
    @Nullable Object shape =
        config.get(config.containsKey("batch_shape") ? "batch_shape" : "batch_input_shape");
    List<Long> extents = new ArrayList<>();
    if (shape instanceof List<?> list) {
      list.forEach(each -> extents.add(each instanceof Number number ? number.longValue() : -1L));
    }
    if (!inputs.isEmpty() || extents.size() != 4) {
      throw refused(
          layer,
          inputs.isEmpty() ? "an input of shape " + shape : "a second input",
          "one input of images (None, height, width, channels)");
    }
    inputs.add(new OnnxFile.Input(layer.name(), extents));
    String turned = layer.name() + "/turned";
    add("Transpose", layer, turned, Map.of("perm", list(TO_CHANNELS_FIRST)), layer.name());
    values.put(layer.name(), Value.image(turned, extents.get(3)));
  }

  private Value value(KerasLayer layer, List<Value> from) {
    Value x = from.getFirst();
    return switch (layer.type()) {
      case "Conv2D", "Convolution2D" -> convolution(layer, x);
      case "DepthwiseConv2D" -> depthwise(layer, x);
      case "SeparableConv2D" -> separable(layer, x);
      case "Dense" -> dense(layer, x);
      case "BatchNormalization" -> normalized(layer, x);
      case "LayerNormalization" -> layerNormalized(layer, x);
      case "MaxPooling2D" -> pooled(layer, x, "MaxPool");
      case "AveragePooling2D" -> pooled(layer, x, "AveragePool");
      case "GlobalAveragePooling2D" -> whole(layer, x, "GlobalAveragePool");
      case "GlobalMaxPooling2D" -> whole(layer, x, "GlobalMaxPool");
      case "ZeroPadding2D" -> padded(layer, x);
      case "Flatten" -> flattened(layer, x);
      case "Reshape" -> reshaped(layer, x);
      case "Dropout" ->
          like(
              x,
              add(
                  "Dropout",
                  layer,
                  layer.name(),
                  Map.of("ratio", number(layer.number("rate", 0.5))),
                  x.name()));
      case "Activation", "Softmax" -> x;
      case "ReLU" -> relu(layer, x);
      case "LeakyReLU" ->
          like(x, leaky(layer, x, layer.number("negative_slope", layer.number("alpha", 0.3))));
      case "ELU" ->
          like(
              x,
              add(
                  "Elu",
                  layer,
                  layer.name(),
                  Map.of("alpha", number(layer.number("alpha", 1))),
                  x.name()));
      case "PReLU" -> slopes(layer, x);
      case "Add" -> from.size() > 1 ? merged(layer, from, "Sum") : computed(layer, x, "Add");
      case "Multiply" -> from.size() > 1 ? merged(layer, from, "Mul") : computed(layer, x, "Mul");
      case "Subtract" -> from.size() > 1 ? merged(layer, from, "Sub") : computed(layer, x, "Sub");
      case "Divide", "TrueDivide" -> computed(layer, x, "Div");
      case "TFOpLambda" -> computed(layer, x, arithmetic(layer));
      case "Concatenate" -> concatenated(layer, from);
      case "Rescaling" -> rescaled(layer, x);
      case "Normalization" -> standardized(layer, x);
      case String idle when IDLE.contains(idle) -> x;
      default ->
          throw refused(
              layer,
              "a layer of class " + layer.type(),
              "layers of convolutional networks, such as Conv2D, Dense and BatchNormalization");
    };
  }

  /// What an operation of TensorFlow's does.
  private String arithmetic(KerasLayer layer) {
    String function = layer.word("function", "");
    return switch (function) {
      case "math.add", "__operators__.add" -> "Add";
      case "math.subtract" -> "Sub";
      case "math.multiply" -> "Mul";
      case "math.truediv", "math.divide" -> "Div";
      default ->
          throw refused(
              layer, "the function " + Problem.quote(function), "arithmetic with a number");
    };
  }

  private DataException refused(KerasLayer layer, String given, String expected) {
    return layer
        .problem(file.name(), "unsupported layer")
        .given(given)
        .expected(expected)
        .fix("replace it in Keras, or export the model to ONNX");
  }

  private static Value like(Value x, String name) {
    return new Value(name, x.image(), x.channels(), Optional.empty());
  }

  // Operations and their settings.

  private String add(
      String type,
      KerasLayer layer,
      String output,
      Map<String, Operation.Attribute> attributes,
      String... from) {
    operations.add(
        new Operation(type, "", layer.name(), List.of(from), List.of(output), attributes));
    return output;
  }

  private static Operation.Attribute list(List<Long> numbers) {
    return new Operation.Attribute(0, 0, "", numbers, Optional.empty());
  }

  private static Operation.Attribute number(double number) {
    return new Operation.Attribute((float) number, 0, "", List.of(), Optional.empty());
  }

  private static Operation.Attribute integer(long number) {
    return new Operation.Attribute(0, number, "", List.of(), Optional.empty());
  }

  private static Operation.Attribute text(String word) {
    return new Operation.Attribute(0, 0, word, List.of(), Optional.empty());
  }

  private String constant(KerasLayer layer, String own, Shape shape, float... values) {
    return constant(layer, own, Tensor.of(shape, values));
  }

  private String constant(KerasLayer layer, String own, Tensor tensor) {
    String name = layer.name() + "/" + own;
    constants.put(name, new Literal.Floats(tensor));
    return name;
  }

  private String integers(KerasLayer layer, String own, Long... values) {
    String name = layer.name() + "/" + own;
    constants.put(name, new Literal.Integers(List.of(values), false));
    return name;
  }

  // Layers with weights.

  private static List<String> withBias(KerasLayer layer, String... weights) {
    List<String> names = new ArrayList<>(List.of(weights));
    if (layer.flag("use_bias", true)) {
      names.add("bias");
    }
    return names;
  }

  private Value convolution(KerasLayer layer, Value x) {
    List<Tensor> weights = file.weights(layer, withBias(layer, "kernel"));
    return convolved(
        layer,
        layer.name(),
        x,
        filters(layer, weights.getFirst()),
        (long) layer.number("groups", 1),
        weights);
  }

  private Value depthwise(KerasLayer layer, Value x) {
    List<Tensor> weights = file.weights(layer, withBias(layer, "kernel"));
    Tensor filters = each(layer, weights.getFirst());
    return convolved(
        layer, layer.name(), x, filters, weights.getFirst().shape().extent(2), weights);
  }

  private Value separable(KerasLayer layer, Value x) {
    List<Tensor> weights =
        file.weights(layer, withBias(layer, "depthwise_kernel", "pointwise_kernel"));
    Tensor filters = each(layer, weights.getFirst());
    Value parted =
        convolved(
            layer,
            layer.name() + "/depthwise",
            x,
            filters,
            weights.getFirst().shape().extent(2),
            List.of(filters));
    Value y =
        convolution(
            layer,
            layer.name(),
            parted,
            filters(layer, weights.get(1)),
            Map.of("auto_pad", text("VALID")),
            weights.size() > 2 ? Optional.of(weights.get(2)) : Optional.empty());
    return y;
  }

  /// Keras's filters `(K, L, C, M)` of each channel as `[K, L, 1, C*M]`.
  private Tensor each(KerasLayer layer, Tensor filters) {
    Shape shape = filters(layer, filters).shape();
    return Tensor.of(
        Shape.of(
            shape.extent(0),
            shape.extent(1),
            1,
            Math.multiplyExact(shape.extent(2), shape.extent(3))),
        filters.toArray());
  }

  private Tensor filters(KerasLayer layer, Tensor filters) {
    if (filters.shape().rank() != 4 || filters.shape().size() == 0) {
      throw refused(layer, "filters " + filters.shape(), "filters of four axes");
    }
    return filters;
  }

  private Value convolved(
      KerasLayer layer, String output, Value x, Tensor filters, long groups, List<Tensor> weights) {
    Map<String, Operation.Attribute> settings = new HashMap<>(window(layer, ONES));
    settings.put("group", integer(groups));
    settings.put("dilations", list(layer.pair("dilation_rate", ONES)));
    return convolution(
        layer,
        output,
        x,
        filters,
        settings,
        weights.size() > 1 ? Optional.of(weights.getLast()) : Optional.empty());
  }

  private Value convolution(
      KerasLayer layer,
      String output,
      Value x,
      Tensor filters,
      Map<String, Operation.Attribute> settings,
      Optional<Tensor> bias) {
    Shape shape = filters.shape();
    Shape turned = Shape.of(shape.extent(3), shape.extent(2), shape.extent(0), shape.extent(1));
    List<String> from = new ArrayList<>(List.of(x.name()));
    from.add(constant(layer, output + "/kernel", turned, Filters.toOnnx(filters)));
    bias.ifPresent(tensor -> from.add(constant(layer, output + "/bias", tensor)));
    add("Conv", layer, output, settings, from.toArray(String[]::new));
    return Value.image(output, shape.extent(3));
  }

  /// Strides and padding; SAME means the same in Keras and Kern.
  private static Map<String, Operation.Attribute> window(KerasLayer layer, List<Long> strides) {
    boolean same = layer.word("padding", "valid").equalsIgnoreCase("same");
    return Map.of(
        "strides",
        list(layer.pair("strides", strides)),
        "auto_pad",
        text(same ? "SAME_UPPER" : "VALID"));
  }

  private Value dense(KerasLayer layer, Value x) {
    List<Tensor> weights = file.weights(layer, withBias(layer, "kernel"));
    Tensor kernel = weights.getFirst();
    if (kernel.shape().rank() != 2) {
      throw refused(layer, "weights " + kernel.shape(), "weights of two axes");
    }
    Optional<Tensor> bias = weights.size() > 1 ? Optional.of(weights.get(1)) : Optional.empty();
    if (x.image()) { // each pixel by itself
      Shape pixel = Shape.of(1, 1, kernel.shape().extent(0), kernel.shape().extent(1));
      return convolution(
          layer, layer.name(), x, Tensor.of(pixel, kernel.toArray()), Map.of(), bias);
    }
    List<String> from = new ArrayList<>(List.of(x.name(), constant(layer, "kernel", kernel)));
    bias.ifPresent(tensor -> from.add(constant(layer, "bias", tensor)));
    add(
        from.size() > 2 ? "Gemm" : "MatMul",
        layer,
        layer.name(),
        Map.of(),
        from.toArray(String[]::new));
    return Value.row(layer.name(), kernel.shape().extent(1));
  }

  private Value normalized(KerasLayer layer, Value x) {
    List<String> names = new ArrayList<>();
    boolean scaled = layer.flag("scale", true);
    boolean shifted = layer.flag("center", true);
    if (scaled) {
      names.add("gamma");
    }
    if (shifted) {
      names.add("beta");
    }
    names.addAll(List.of("moving_mean", "moving_variance"));
    List<Tensor> given = new ArrayList<>(file.weights(layer, names));
    Shape shape = given.getLast().shape();
    if (!scaled) {
      given.addFirst(Tensor.filled(shape, 1));
    }
    if (!shifted) {
      given.add(1, Tensor.filled(shape, 0));
    }
    List<String> from = new ArrayList<>(List.of(x.name()));
    for (int i = 0; i < given.size(); i++) {
      from.add(constant(layer, List.of("gamma", "beta", "mean", "variance").get(i), given.get(i)));
    }
    Map<String, Operation.Attribute> settings =
        Map.of(
            "epsilon",
            number(layer.number("epsilon", 1e-3)),
            "momentum",
            number(layer.number("momentum", 0.99)));
    return like(
        x, add("BatchNormalization", layer, layer.name(), settings, from.toArray(String[]::new)));
  }

  /// Its operation normalises the last axis, so images are turned to it and back.
  private Value layerNormalized(KerasLayer layer, Value x) {
    List<String> names = new ArrayList<>();
    if (layer.flag("scale", true)) {
      names.add("gamma");
    }
    if (layer.flag("center", true)) {
      names.add("beta");
    }
    if (names.size() < 2) {
      throw refused(layer, "scale or center False", "both True");
    }
    List<Tensor> given = file.weights(layer, names);
    String gamma = constant(layer, "gamma", given.getFirst());
    String beta = constant(layer, "beta", given.getLast());
    Map<String, Operation.Attribute> settings =
        Map.of("axis", integer(-1), "epsilon", number(layer.number("epsilon", 1e-3)));
    if (!x.image()) {
      return like(
          x, add("LayerNormalization", layer, layer.name(), settings, x.name(), gamma, beta));
    }
    String last = layer.name() + "/last";
    String normalized = layer.name() + "/normalized";
    add("Transpose", layer, last, Map.of("perm", list(TO_CHANNELS_LAST)), x.name());
    add("LayerNormalization", layer, normalized, settings, last, gamma, beta);
    Map<String, Operation.Attribute> back = Map.of("perm", list(TO_CHANNELS_FIRST));
    return like(x, add("Transpose", layer, layer.name(), back, normalized));
  }

  private Value slopes(KerasLayer layer, Value x) {
    Tensor alpha = file.weights(layer, List.of("alpha")).getFirst();
    Shape shape = x.image() ? Shape.of(alpha.shape().size(), 1, 1) : Shape.of(alpha.shape().size());
    if (alpha.shape().size() != x.channels()) {
      throw refused(layer, "slopes " + alpha.shape(), "shared_axes [1, 2]: a slope per channel");
    }
    return like(
        x,
        add(
            "PRelu",
            layer,
            layer.name(),
            Map.of(),
            x.name(),
            constant(layer, "alpha", shape, alpha.toArray())));
  }

  // Layers without weights.

  private Value pooled(KerasLayer layer, Value x, String type) {
    List<Long> size = layer.pair("pool_size", List.of(2L, 2L));
    Map<String, Operation.Attribute> settings = new HashMap<>(window(layer, size));
    settings.put("kernel_shape", list(size));
    return like(x, add(type, layer, layer.name(), settings, x.name()));
  }

  private Value whole(KerasLayer layer, Value x, String type) {
    String pixel = add(type, layer, layer.name() + "/pixel", Map.of(), x.name());
    if (layer.flag("keepdims", false)) {
      return Value.image(pixel, x.channels());
    }
    add("Flatten", layer, layer.name(), Map.of("axis", integer(1)), pixel);
    return new Value(layer.name(), false, x.channels(), Optional.of(pixel));
  }

  private Value padded(KerasLayer layer, Value x) {
    List<Long> pads = new ArrayList<>();
    flatten(layer.config().get("padding"), pads);
    long[] border =
        switch (pads.size()) {
          case 1 -> new long[] {pads.get(0), pads.get(0), pads.get(0), pads.get(0)};
          case 2 -> new long[] {pads.get(0), pads.get(0), pads.get(1), pads.get(1)};
          case 4 -> pads.stream().mapToLong(pad -> pad).toArray();
          default -> throw refused(layer, "padding " + pads, "one, two or four numbers");
        };
    if (Arrays.stream(border).allMatch(pad -> pad == 0)) {
      return x;
    }
    String borders =
        integers(layer, "pads", 0L, 0L, border[0], border[2], 0L, 0L, border[1], border[3]);
    return like(x, add("Pad", layer, layer.name(), Map.of(), x.name(), borders));
  }

  private static void flatten(@Nullable Object tree, List<Long> into) {
    if (tree instanceof Number number) {
      into.add(number.longValue());
    } else if (tree instanceof List<?> list && into.size() < 8) {
      list.forEach(each -> flatten(each, into));
    }
  }

  private Value flattened(KerasLayer layer, Value x) {
    if (!x.image()) {
      return x;
    }
    String turned = layer.name() + "/turned";
    add("Transpose", layer, turned, Map.of("perm", list(TO_CHANNELS_LAST)), x.name());
    add("Flatten", layer, layer.name(), Map.of("axis", integer(1)), turned);
    return Value.row(layer.name(), 0);
  }

  /// A mean as an image of a single pixel, which gates begin with; and images as rows.
  private Value reshaped(KerasLayer layer, Value x) {
    List<Long> shape = new ArrayList<>();
    flatten(layer.config().get("target_shape"), shape);
    boolean pixel = shape.size() == 3 && shape.get(0) == 1 && shape.get(1) == 1;
    if (pixel && x.pixel().isPresent()) {
      return Value.image(x.pixel().get(), x.channels());
    }
    if (shape.size() == 1) {
      return flattened(layer, x);
    }
    throw refused(
        layer, "target_shape " + shape, "(1, 1, channels) behind global pooling, or a row");
  }

  private Value relu(KerasLayer layer, Value x) {
    double slope = layer.number("negative_slope", 0);
    boolean capped = layer.config().get("max_value") instanceof Number;
    if (layer.number("threshold", 0) != 0 || (capped && slope != 0)) {
      throw refused(layer, "threshold or max_value with a slope", "max_value, or negative_slope");
    }
    if (slope != 0) {
      return like(x, leaky(layer, x, slope));
    }
    return like(
        x,
        capped
            ? clipped(layer, x, layer.number("max_value", 6))
            : add("Relu", layer, layer.name(), Map.of(), x.name()));
  }

  private String clipped(KerasLayer layer, Value x, double most) {
    String least = constant(layer, "least", Shape.scalar(), 0);
    String top = constant(layer, "most", Shape.scalar(), (float) most);
    return add("Clip", layer, layer.name() + "/clipped", Map.of(), x.name(), least, top);
  }

  private String leaky(KerasLayer layer, Value x, double slope) {
    return add(
        "LeakyRelu", layer, layer.name() + "/leaky", Map.of("alpha", number(slope)), x.name());
  }

  private Value merged(KerasLayer layer, List<Value> from, String type) {
    Value first = from.getFirst();
    boolean image = from.stream().anyMatch(Value::image);
    Value y = first;
    for (int i = 1; i < from.size(); i++) {
      String output = i == from.size() - 1 ? layer.name() : "%s/%d".formatted(layer.name(), i);
      String a = as(image, y);
      String b = as(image, from.get(i));
      add(type, layer, output, Map.of(), a, b);
      long channels = Math.max(y.channels(), from.get(i).channels());
      y = new Value(output, image, channels, Optional.empty());
    }
    return y;
  }

  /// A value's name as an image, if it can be one.
  private static String as(boolean image, Value x) {
    return image && !x.image() ? x.pixel().orElse(x.name()) : x.name();
  }

  private Value concatenated(KerasLayer layer, List<Value> from) {
    Value first = from.getFirst();
    double axis = layer.number("axis", -1);
    if (axis != -1 && axis != (first.image() ? 3 : 1)) {
      throw refused(layer, "axis " + (long) axis, "the last axis");
    }
    long channels = from.stream().mapToLong(Value::channels).sum();
    add(
        "Concat",
        layer,
        layer.name(),
        Map.of("axis", integer(1)),
        from.stream().map(Value::name).toArray(String[]::new));
    return new Value(layer.name(), first.image(), channels, Optional.empty());
  }

  private Value rescaled(KerasLayer layer, Value x) {
    float[] scale = layer.numbers("scale", 1);
    float[] offset = layer.numbers("offset", 0);
    String scaled =
        add("Mul", layer, layer.name() + "/scaled", Map.of(), x.name(), each(layer, x, scale));
    boolean shifts = offset.length > 1 || offset[0] != 0;
    return like(
        x,
        shifts
            ? add("Add", layer, layer.name(), Map.of(), scaled, each(layer, x, offset))
            : scaled);
  }

  /// A constant of one number, or of one for each channel.
  private String each(KerasLayer layer, Value x, float[] numbers) {
    if (numbers.length > 1 && numbers.length != x.channels()) {
      throw refused(layer, numbers.length + " numbers", "one, or one for each channel");
    }
    Shape shape =
        numbers.length == 1
            ? Shape.scalar()
            : x.image() ? Shape.of(numbers.length, 1, 1) : Shape.of(numbers.length);
    return constant(layer, "numbers" + constants.size(), shape, numbers);
  }

  /// Arithmetic with a number, as in the functions that scale images for well-known networks.
  private Value computed(KerasLayer layer, Value x, String type) {
    if (layer.operand().isEmpty()) {
      throw refused(layer, "an operand that is no number", "a layer and a number");
    }
    String number = each(layer, x, new float[] {(float) layer.operand().getAsDouble()});
    String[] from =
        layer.operandFirst() ? new String[] {number, x.name()} : new String[] {x.name(), number};
    return like(x, add(type, layer, layer.name(), Map.of(), from));
  }

  private Value standardized(KerasLayer layer, Value x) {
    float[] means;
    float[] deviations;
    if (layer.config().get("mean") != null) { // given when the layer was made, rather than learned
      means = layer.numbers("mean", 0);
      deviations = layer.numbers("variance", 1);
    } else {
      List<Tensor> weights = file.weights(layer, List.of("mean", "variance"));
      means = weights.getFirst().toArray();
      deviations = weights.getLast().toArray();
    }
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = (float) Math.max(Math.sqrt(deviations[i]), 1e-7);
    }
    if (layer.flag("invert", false)) {
      throw refused(layer, "invert True", "invert False");
    }
    String mean = each(layer, x, means);
    String centred = add("Sub", layer, layer.name() + "/centred", Map.of(), x.name(), mean);
    String deviation = each(layer, x, deviations);
    return like(x, add("Div", layer, layer.name(), Map.of(), centred, deviation));
  }

  // Activations, which many layers have at their end.

  private Value activated(KerasLayer layer, Value x) {
    String function =
        layer.type().equals("Softmax") ? "softmax" : layer.word("activation", "linear");
    String output = layer.name() + "/activated";
    Optional<String> type =
        switch (function) {
          case "linear" -> Optional.empty();
          case "relu" -> Optional.of("Relu");
          case "sigmoid" -> Optional.of("Sigmoid");
          case "tanh" -> Optional.of("Tanh");
          case "softmax" -> Optional.of("Softmax");
          case "elu" -> Optional.of("Elu");
          case "selu" -> Optional.of("Selu");
          case "swish", "silu" -> Optional.of("Swish");
          case "hard_swish", "hard_silu" -> Optional.of("HardSwish");
          case "hard_sigmoid" -> Optional.of("HardSigmoid");
          case "gelu" -> Optional.of("Gelu");
          case "leaky_relu", "relu6" -> Optional.of(function);
          default ->
              throw refused(
                  layer,
                  "activation " + Problem.quote(function),
                  "relu, swish, softmax and others");
        };
    if (type.isEmpty()) {
      return x;
    }
    return switch (type.get()) {
      case "leaky_relu" -> like(x, leaky(layer, x, 0.2));
      case "relu6" -> like(x, clipped(layer, x, 6));
      case "HardSigmoid" ->
          like(
              x,
              add(
                  "HardSigmoid",
                  layer,
                  output,
                  Map.of("alpha", number(slope()), "beta", number(0.5)),
                  x.name()));
      case "Softmax" ->
          like(x, add("Softmax", layer, output, Map.of("axis", integer(1)), x.name()));
      default -> like(x, add(type.get(), layer, output, Map.of(), x.name()));
    };
  }

  /// The slope of a hard sigmoid, which Keras 3 has changed.
  private double slope() {
    return file.isOfKeras3() ? 1.0 / 6 : 0.2;
  }
}
