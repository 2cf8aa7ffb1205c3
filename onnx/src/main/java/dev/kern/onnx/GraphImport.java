package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.ChannelRange;
import dev.kern.layer.Dropout;
import dev.kern.layer.Layer;
import dev.kern.layer.LocalResponseNormalization;
import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import dev.kern.onnx.Literal.Integers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/// Follows a graph's operations in order, and makes a step of each that is a layer.
///
/// Whether ONNX has the channels of a value first or last is known for each value, so a transpose
/// changes what is known and nothing else.
final class GraphImport {
  private static final String CLASSIFIER = "export the classifier alone, without post-processing";
  private static final int MOST_REFUSALS = 20;

  /// The opset since which a softmax is of one axis rather than of all axes from one on.
  private static final int PLAIN_SOFTMAX = 13;

  /// What may come behind a softmax at the end.
  private static final Set<String> ENDS =
      Set.of(
          "Cast",
          "DequantizeLinear",
          "Flatten",
          "Identity",
          "QuantizeLinear",
          "Reshape",
          "Squeeze");

  /// What bounds nothing.
  private static final double BOUNDLESS = 3e38;

  /// What stands for no bound of a `Clip`.
  private static final double HIGHEST = Float.MAX_VALUE;

  private final OnnxFile source;
  private final String file;
  private final StepFactory steps;
  private final Operands operands;
  private final WindowImport windows;
  private final RowImport rows;
  private final MergeImport meetings;
  private final LayerNormImport norms;
  private final QuantizedImport quantized;
  private final Map<String, Integer> uses = new HashMap<>();

  /// @param source the file, with the operations that count
  /// @param batch how many images the file takes at a time, if that is fixed, else -1
  GraphImport(OnnxFile source, long batch) {
    this.source = source;
    file = source.file();
    steps = new StepFactory(file, source.constants().values());
    operands = new Operands(source);
    windows = new WindowImport(file, steps);
    rows = new RowImport(file, steps, batch);
    meetings = new MergeImport(file, steps);
    norms = new LayerNormImport(steps);
    quantized = new QuantizedImport(operands, steps, windows, rows, meetings);
    for (Operation operation : source.operations()) {
      operation.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    source.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  /// Whether the file was quantised.
  boolean isQuantized() {
    return quantized.seen();
  }

  /// Follows all operations.
  ///
  /// Fails with one `DataException` for all that can't be taken over.
  ///
  /// @param images the name of the images
  /// @param input the images
  void run(String images, ImportedValue.Images input) {
    operands.put(images, input);
    Set<String> named = new HashSet<>(source.constants().keySet());
    named.add(images);
    List<DataException> refusals = new ArrayList<>();
    for (Operation operation : source.operations()) {
      follow(operation, refusals);
      for (String output : operation.outputs()) {
        if (!output.isEmpty() && !named.add(output)) {
          throw operation.refuse(
              file,
              "another value has the name of its output",
              Problem.quote(output),
              "a new name");
        }
      }
    }
    if (!refusals.isEmpty()) {
      throw DataException.all(refusals);
    }
  }

  /// Follows an operation. What comes of one that is refused isn't known, unless it would have been
  /// of its input's shape.
  private void follow(Operation operation, List<DataException> refusals) {
    try {
      if (operands.isUnknown(operation)) {
        unknown(operation);
      } else if (operation.type().equals("Split")) {
        split(operation);
      } else {
        operands.put(operation.output(), value(operation));
      }
    } catch (DataException e) {
      refusals.add(e);
      unknown(operation);
      if (refusals.size() == MOST_REFUSALS) {
        throw DataException.all(refusals);
      }
    }
  }

  private void unknown(Operation operation) {
    operation.outputs().forEach(name -> operands.put(name, new ImportedValue.Unknown()));
  }

  /// The step where a network begins.
  Step begin() {
    return steps.begin();
  }

  /// What the graph gives: rows of logits, all of its outputs the same but for a softmax.
  ///
  /// @param outputs the outputs that count
  ImportedValue.Rows logits(List<String> outputs) {
    List<ImportedValue.Rows> results = new ArrayList<>();
    for (String output : outputs) {
      ImportedValue value = operands.find(output).orElse(null);
      if (value instanceof ImportedValue.Images images && images.isPixel()) {
        results.add(rows.flatten(images));
      } else if (value instanceof ImportedValue.Rows found) {
        results.add(found);
      } else {
        throw output("output " + Problem.quote(output)).fix(CLASSIFIER);
      }
    }
    if (results.isEmpty()
        || results.stream().map(ImportedValue.Rows::step).distinct().count() != 1) {
      throw output("the outputs " + Problem.list(outputs))
          .fix(
              "choose one of them (--output %s), or export the classifier alone"
                  .formatted(outputs.isEmpty() ? "NAME" : outputs.getFirst()));
    }
    if (!results.getFirst().order().isPlain()) {
      throw output("flattened images").fix(CLASSIFIER);
    }
    return results.getFirst();
  }

  /// Rows side by side.
  ImportedValue.Rows beside(List<ImportedValue.Rows> rows) {
    List<Step> inputs = rows.stream().map(ImportedValue.Rows::step).toList();
    RowOrder order =
        RowOrder.plain(rows.stream().mapToInt(row -> row.order().size()).reduce(0, Math::addExact));
    return new ImportedValue.Rows(
        inputs.size() == 1 ? inputs.getFirst() : steps.meeting(Step.Meeting.CONCAT, inputs), order);
  }

  private Problem output(String given) {
    return Problem.at(file, "it doesn't end in a row of logits per image")
        .given(given)
        .expected("one output [N, classes]");
  }

  private ImportedValue value(Operation operation) {
    if (operation.type().equals("Constant")) {
      return new ImportedValue.Constant(
          ConstantImport.constant(operation)
              .orElseThrow(() -> operands.refused(operation, "unsupported kind of constant")));
    }
    Optional<ImportedValue> dequantized = quantized.value(operation);
    if (dequantized.isPresent()) {
      return dequantized.get();
    }
    return switch (operands.required(operation, 0)) {
      case ImportedValue.Images x -> images(operation, x);
      case ImportedValue.Rows x -> rows(operation, x);
      case ImportedValue.Grouped x -> grouped(operation, x);
      case ImportedValue.Constant x -> constant(operation, x.literal());
      case ImportedValue.Unknown x -> x;
    };
  }

  private ImportedValue images(Operation operation, ImportedValue.Images x) {
    return switch (operation.type()) {
      case "Conv" ->
          windows.convolution(
              operation, x, operands.tensor(operation, 1), operands.optionalTensor(operation, 2));
      case "MaxPool" -> windows.maxPooling(operation, x);
      case "AveragePool" -> windows.averagePooling(operation, x);
      case "GlobalAveragePool" -> windows.whole(x, true);
      case "GlobalMaxPool" -> windows.whole(x, false);
      case "ReduceMean", "ReduceMax" -> reduced(operation, x);
      case "Pad" -> padded(operation, x);
      case "MatMul" -> windows.product(operation, x, operands.tensor(operation, 1));
      case "LRN" -> x.of(normalizedLocally(operation, x)).nonNegative(x.nonNegative());
      case "Slice" -> sliced(operation, x);
      case "BatchNormalization" ->
          x.of(normalized(operation, x.step(), RowOrder.plain(x.channels()))).nonNegative(false);
      case "LayerNormalization" -> layerNormalized(operation, x);
      case "Flatten", "Squeeze" -> rows.flatten(operation, x, operands.axes(operation, 1, "axes"));
      case "Reshape" -> rows.reshape(operation, x, shape(operation));
      case "Unsqueeze" -> {
        if (x.channels() != 1) {
          throw operands.refused(operation, "it gives images another axis");
        }
        yield x;
      }
      case "Expand" -> {
        if (!x.isPixel()) {
          throw operands.refused(operation, "only a number per channel can be expanded");
        }
        yield x;
      }
      case "Transpose" -> transposed(operation, x);
      case "Softmax", "LogSoftmax" -> {
        int axis = operation.axis(file, 4, source.opset() < PLAIN_SOFTMAX ? 1 : -1);
        boolean channels = axis == x.channelAxis() || (source.opset() < PLAIN_SOFTMAX && axis == 1);
        if (!x.isPixel() || !channels) {
          throw operands.refused(operation, "its axis isn't the one of the classes");
        }
        yield end(operation, x);
      }
      case "Shape" ->
          new ImportedValue.Constant(ShapeArithmetic.shape(operation, RowImport.shape(x).values()));
      default -> either(operation, x);
    };
  }

  private ImportedValue rows(Operation operation, ImportedValue.Rows x) {
    return switch (operation.type()) {
      case "Gemm" ->
          rows.gemm(
              operation, x, operands.tensor(operation, 1), operands.optionalTensor(operation, 2));
      case "MatMul" -> rows.product(operation, x, operands.tensor(operation, 1));
      case "BatchNormalization" -> x.of(normalized(operation, x.step(), x.order()));
      case "LayerNormalization" -> layerNormalized(operation, x);
      case "ReduceMean" -> rowMean(operation, x);
      case "Flatten" -> rows.same(operation, x, List.of());
      case "Reshape" -> {
        List<Long> shape = shape(operation);
        yield shape.size() == 4 ? rows.pixels(operation, x, shape) : rows.same(operation, x, shape);
      }
      case "Unsqueeze" -> {
        List<Long> axes = operands.axes(operation, 1, "axes");
        long size = x.order().size();
        List<Integer> added = operation.axes(file, 4, axes);
        yield rows.pixels(
            operation,
            x,
            added.equals(List.of(1, 2))
                ? List.of(Integers.BATCH, 1L, 1L, size)
                : added.equals(List.of(2, 3))
                    ? List.of(Integers.BATCH, size, 1L, 1L)
                    : List.of(0L, 0L, 0L, 0L));
      }
      case "Gather" -> rows.sorted(operation, x, operands.axes(operation, 1, "indices"));
      case "Softmax", "LogSoftmax" -> {
        if (operation.axis(file, 2, source.opset() < PLAIN_SOFTMAX ? 1 : -1) != 1) {
          throw operands.refused(operation, "its axis isn't the one of the classes");
        }
        yield end(operation, x);
      }
      case "Shape" ->
          new ImportedValue.Constant(
              ShapeArithmetic.shape(operation, List.of(Integers.BATCH, (long) x.order().size())));
      default -> either(operation, x);
    };
  }

  private List<Long> shape(Operation operation) {
    return operands.axes(operation, 1, "shape");
  }

  /// A softmax at the end, which logits don't have.
  private ImportedValue end(Operation operation, ImportedValue x) {
    boolean ends =
        source.operations().stream()
            .filter(o -> o.inputs().contains(operation.output()))
            .allMatch(o -> ENDS.contains(o.type()));
    if (!ends) {
      throw operands.refused(operation, "softmax is supported only at the end of the network");
    }
    return x;
  }

  private ImportedValue grouped(Operation operation, ImportedValue.Grouped x) {
    return switch (operation.type()) {
      case "Transpose" -> rows.turned(operation, x);
      case "Reshape" -> rows.joined(operation, x, shape(operation));
      case "Identity" -> x;
      default -> throw operands.refused(operation, "unsupported kind of input");
    };
  }

  /// Operations on images and rows alike.
  private ImportedValue either(Operation operation, ImportedValue x) {
    return switch (operation.type()) {
      case "Identity", "Cast" -> x;
      case "Dropout" -> dropped(operation, x);
      case "PRelu" -> meetings.leaky(operation, x, operands.tensor(operation, 1));
      case "Relu",
          "Sigmoid",
          "Tanh",
          "LeakyRelu",
          "Elu",
          "Celu",
          "Selu",
          "HardSigmoid",
          "HardSwish",
          "Swish",
          "Gelu",
          "Clip" ->
          activated(operation, x);
      case "Add", "Sum", "Concat", "Mul", "Sub", "Div" ->
          meetings.value(operation, operands.all(operation), this::isUsedOnce);
      case "Pow" -> {
        double power = operands.single(operation, operands.tensor(operation, 1));
        yield pointwise(operation, x, power, n -> Math.pow(n, power));
      }
      default ->
          pointwise(
              operation,
              x,
              Double.NaN,
              PointwiseImport.of(operation.type())
                  .orElseThrow(() -> operands.refused(operation, "unsupported kind of input")));
    };
  }

  /// A function of each number that no layer is, but that may be a part of one.
  private ImportedValue pointwise(
      Operation operation, ImportedValue x, double power, DoubleUnaryOperator function) {
    if (operation.type().equals("Neg")) {
      return meetings.affine(x, -1, 0, isUsedOnce(operation.input(0)));
    }
    Step step =
        norms
            .unary(operation, x.step(), power)
            .orElseGet(
                () ->
                    WrittenActivation.simplified(
                        steps, steps.fragment(Fragment.of(operation, function), x.step())));
    return signed(x, step);
  }

  private static ImportedValue signed(ImportedValue x, Step step) {
    ImportedValue y = x.of(step);
    return y instanceof ImportedValue.Images images ? images.nonNegative(false) : y;
  }

  /// Numbers that further training drops; to classify they stay as they are.
  private ImportedValue dropped(Operation operation, ImportedValue x) {
    double drop = operands.number(operation, 1, "ratio", 0.5);
    if (!(drop >= 0 && drop < 1)) {
      throw operands.refused(operation, "invalid dropout ratio " + drop);
    }
    return drop == 0 ? x : layer(x, new Dropout(1 - drop));
  }

  private boolean isUsedOnce(String name) {
    return uses.getOrDefault(name, 0) == 1;
  }

  private ImportedValue activated(Operation operation, ImportedValue x) {
    boolean once = isUsedOnce(operation.input(0));
    switch (operation.type()) {
      case "LeakyRelu" -> {
        float leak = (float) operation.number("alpha", ActivationImport.LEAK);
        if (!ActivationImport.isUsualLeak(leak)) {
          return meetings.leaky(operation, x, Tensor.of(Shape.of(1), leak));
        }
      }
      case "HardSigmoid" -> {
        // Kern's is of x / 6 + 1 / 2.
        double alpha = operation.number("alpha", 0.2);
        double beta = operation.number("beta", 0.5);
        boolean usual = ActivationImport.isClose(alpha, 1.0 / 6) && beta == 0.5;
        ImportedValue z = usual ? x : meetings.affine(x, 6 * alpha, 6 * beta - 3, once);
        return nonNegative(layer(z, Layer.hardSigmoid()));
      }
      case "Clip" -> {
        return clipped(operation, x, once);
      }
      default -> {}
    }
    Activation function = ActivationImport.of(file, operation);
    ImportedValue y = layer(x, new Nonlinearity(function));
    return ActivationImport.isNonNegative(function) ? nonNegative(y) : signed(y, y.step());
  }

  private static ImportedValue nonNegative(ImportedValue x) {
    return x instanceof ImportedValue.Images images ? images.nonNegative(true) : x;
  }

  /// Numbers kept between two bounds: a ReLU or ReLU6 of what is shifted and stretched to it, and
  /// back.
  private ImportedValue clipped(Operation operation, ImportedValue x, boolean isUsedOnce) {
    double least = operands.number(operation, 1, "min", -HIGHEST);
    double most = operands.number(operation, 2, "max", HIGHEST);
    boolean below = least > -BOUNDLESS;
    boolean above = most < BOUNDLESS;
    if (!(least < most) || (below && above && !Double.isFinite(least + most))) {
      throw operands.refused(operation, "it clips to %s to %s".formatted(least, most));
    }
    if (!below && !above) {
      return x;
    }
    if (!above) {
      ImportedValue relu = layer(shifted(x, 1, -least, isUsedOnce), Layer.relu());
      return least == 0 ? nonNegative(relu) : shifted(relu, 1, least, true);
    }
    if (!below) {
      return shifted(layer(shifted(x, -1, most, isUsedOnce), Layer.relu()), -1, most, true);
    }
    double unit = 6 / (most - least);
    ImportedValue relu6 = layer(shifted(x, unit, -least * unit, isUsedOnce), Layer.relu6());
    ImportedValue y = shifted(relu6, 1 / unit, least, true);
    return least >= 0 ? nonNegative(y) : signed(y, y.step());
  }

  private ImportedValue shifted(ImportedValue x, double scale, double shift, boolean isUsedOnce) {
    return scale == 1 && shift == 0 ? x : meetings.affine(x, scale, shift, isUsedOnce);
  }

  /// A layer without weights that leaves the shape as it is.
  private ImportedValue layer(ImportedValue x, Layer layer) {
    return x.of(steps.layer(layer, x.step()));
  }

  private ImportedValue constant(Operation operation, Literal literal) {
    List<ImportedValue> all = operands.all(operation);
    if (!all.stream().allMatch(ImportedValue.Constant.class::isInstance)) {
      return meetings.value(operation, all, this::isUsedOnce);
    }
    Optional<? extends Literal> result =
        switch (literal) {
          case Literal.Floats floats -> {
            steps.spend(floats.tensor());
            List<Tensor> tensors = new ArrayList<>();
            for (ImportedValue each : all) {
              if (each instanceof ImportedValue.Constant(Literal.Floats(Tensor tensor))) {
                tensors.add(tensor);
              }
            }
            Optional<List<Long>> axes = operands.integers(operation, 1).map(Integers::values);
            yield ConstantImport.folded(
                operation,
                tensors,
                axes.or(() -> Optional.of(operation.integers("axes", List.of()))));
          }
          case Integers _ -> ShapeArithmetic.of(operation, operands.allIntegers(operation));
          case Literal.Bytes bytes when operation.type().equals("Cast") ->
              Optional.of(new Literal.Floats(bytes.tensor()));
          case Literal.Bytes _, Literal.Other _ ->
              operation.type().equals("Identity") ? Optional.of(literal) : Optional.empty();
        };
    return new ImportedValue.Constant(
        result.orElseThrow(() -> operands.refused(operation, "it can't be computed in advance")));
  }

  private Step normalized(Operation operation, Step x, RowOrder order) {
    double decay = operation.number("momentum", 0.9);
    double epsilon = operation.number("epsilon", 1e-5);
    Tensor[] statistics = new Tensor[4];
    for (int i = 0; i < statistics.length; i++) {
      Tensor given = operands.tensor(operation, i + 1);
      if (given.shape().size() != order.size()) {
        throw operands.refused(operation, "its parameters are for a different number of channels");
      }
      statistics[i] = Tensor.of(Shape.of(order.size()), order.toKern(given.toArray()));
    }
    boolean trains = operation.integer("training_mode", 0) != 0;
    if (!(decay >= 0 && epsilon > 0) || trains || operation.integer("spatial", 1) != 1) {
      throw operands.refused(operation, "its settings are not valid for inference");
    }
    // A momentum of 1 would be one that keeps everything; it counts in training alone.
    double kept = decay < 1 ? decay : 0.9;
    return steps.layer(new BatchNormalization(kept, epsilon), x, statistics);
  }

  private ImportedValue layerNormalized(Operation operation, ImportedValue x) {
    int rank = x instanceof ImportedValue.Rows ? 2 : 4;
    boolean last = operation.axis(file, rank, -1) == rank - 1;
    boolean fits = !(x instanceof ImportedValue.Images images && images.channelsFirst());
    double epsilon = operation.number("epsilon", 1e-5);
    if (!last || !fits || !(epsilon > 0)) {
      throw operands.refused(operation, "it doesn't normalise over the channels alone");
    }
    float[] scale = meetings.perChannel(operation, x, operands.tensor(operation, 1));
    float[] shift =
        operands
            .optionalTensor(operation, 2)
            .map(given -> meetings.perChannel(operation, x, given))
            .orElse(new float[scale.length]);
    return signed(x, norms.layer(x.step(), epsilon, scale, shift));
  }

  private Step normalizedLocally(Operation operation, ImportedValue.Images x) {
    if (!x.channelsFirst()) {
      throw operands.refused(operation, "it normalises over other axes than the channels");
    }
    long size = operation.integer("size", 0);
    return steps.layer(
        new LocalResponseNormalization(
            WindowAttributes.positive(file, operation, "size", size),
            operation.number("alpha", 1e-4),
            operation.number("beta", 0.75),
            operation.number("bias", 1)),
        x.step());
  }

  private ImportedValue padded(Operation operation, ImportedValue.Images x) {
    double value = operands.number(operation, 2, "value", 0);
    return windows.padding(operation, x, operands.axes(operation, 1, "pads"), value);
  }

  private ImportedValue reduced(Operation operation, ImportedValue.Images x) {
    List<Integer> axes = operation.axes(file, 4, operands.axes(operation, 1, "axes"));
    boolean mean = operation.type().equals("ReduceMean");
    boolean keeps = operation.integer("keepdims", 1) != 0;
    if (mean && keeps && axes.equals(List.of(x.channelAxis()))) {
      return x.size(norms.mean(operation, x.step()), x.height(), x.width(), 1);
    }
    int row = x.rowAxis();
    if (axes.size() != 2 || !axes.containsAll(List.of(row, row + 1))) {
      throw operands.refused(
          operation, "it is not a %s over rows and columns".formatted(mean ? "mean" : "maximum"));
    }
    ImportedValue.Images whole = windows.whole(x, mean);
    return keeps ? whole : rows.flatten(whole);
  }

  private ImportedValue rowMean(Operation operation, ImportedValue.Rows x) {
    List<Integer> axes = operation.axes(file, 2, operands.axes(operation, 1, "axes"));
    if (!axes.equals(List.of(1)) || operation.integer("keepdims", 1) == 0) {
      throw operands.refused(operation, "it is not a mean over a row");
    }
    return new ImportedValue.Rows(norms.mean(operation, x.step()), RowOrder.plain(1));
  }

  /// Neighbouring channels of images.
  private ImportedValue sliced(Operation operation, ImportedValue.Images x) {
    List<Long> starts = operands.axes(operation, 1, "starts");
    List<Long> ends = operands.axes(operation, 2, "ends");
    List<Long> axes = operands.axes(operation, 3, "axes");
    List<Long> strides = operands.axes(operation, 4, "steps");
    boolean fits =
        starts.size() == 1
            && ends.size() == 1
            && operation.axes(file, 4, axes).equals(List.of(x.channelAxis()))
            && (strides.isEmpty() || strides.equals(List.of(1L)));
    if (!fits) {
      throw operands.refused(operation, "it takes more than neighbouring channels");
    }
    int from = ShapeArithmetic.place(starts.getFirst(), x.channels());
    int to = ShapeArithmetic.place(ends.getFirst(), x.channels());
    return channels(operation, x, from, to);
  }

  private ImportedValue channels(Operation operation, ImportedValue.Images x, int from, int to) {
    if (to <= from) {
      throw operands.refused(operation, "it takes no channels");
    }
    if (to - from == x.channels()) {
      return x;
    }
    Step step = steps.layer(new ChannelRange(from, to), x.step());
    return x.size(step, x.height(), x.width(), to - from).flat(x.flat());
  }

  /// Images parted into groups of channels, each a value of its own.
  private void split(Operation operation) {
    List<Long> sizes = operands.axes(operation, 1, "split");
    if (!(operands.required(operation, 0) instanceof ImportedValue.Images x)
        || operation.axis(file, 4, 0) != x.channelAxis()) {
      throw operands.refused(operation, "it parts other axes than the channels of images");
    }
    int parts = operation.outputs().size();
    int even = Math.ceilDiv(x.channels(), parts);
    int from = 0;
    for (int i = 0; i < parts; i++) {
      long rest = x.channels() - from;
      long size = i < sizes.size() ? sizes.get(i) : sizes.isEmpty() ? Math.min(even, rest) : 0;
      if (size < 1 || size > x.channels() - from) {
        throw operands.refused(operation, "its parts don't fit the channels");
      }
      operands.put(operation.outputs().get(i), channels(operation, x, from, from + (int) size));
      from += (int) size;
    }
  }

  private ImportedValue transposed(Operation operation, ImportedValue.Images x) {
    List<Long> axes = operation.integers("perm", List.of());
    List<Long> turn = x.channelsFirst() ? List.of(0L, 2L, 3L, 1L) : List.of(0L, 3L, 1L, 2L);
    if (axes.equals(List.of(0L, 1L, 2L, 3L))) {
      return x;
    }
    if (!axes.equals(turn)) {
      throw operands.refused(operation, "it moves more than the channel axis");
    }
    return x.transposed();
  }
}
