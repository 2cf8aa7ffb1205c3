package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Dropout;
import dev.kern.layer.Layer;
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

/// Follows a graph's operations in order, and makes a step of each that is a layer.
///
/// Whether ONNX has the channels of a value first or last is known for each value, so a transpose
/// changes what is known and nothing else.
final class GraphImport {
  /// ONNX's usual slope of a `LeakyRelu` below 0.
  private static final double LEAK = 0.01;

  private final OnnxFile source;
  private final String file;
  private final StepFactory steps;
  private final WindowImport windows;
  private final RowImport rows;
  private final MergeImport meetings;
  private final Map<String, ImportedValue> values = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  GraphImport(OnnxFile source) {
    this.source = source;
    file = source.file();
    steps = new StepFactory(file, source.constants().values());
    windows = new WindowImport(file, steps);
    rows = new RowImport(file, steps);
    meetings = new MergeImport(file, steps);
    SupportedOps.expect(source);
    source
        .constants()
        .forEach((name, literal) -> values.put(name, new ImportedValue.Constant(literal)));
    for (Operation operation : source.operations()) {
      operation.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    source.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  /// Follows all operations.
  ///
  /// @param images the name of the images
  /// @param input the images
  void run(String images, ImportedValue.Images input) {
    values.put(images, input);
    Set<String> named = new HashSet<>(values.keySet());
    for (Operation operation : source.operations()) {
      values.put(operation.output(), value(operation));
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
      ImportedValue value = values.get(output);
      if (value instanceof ImportedValue.Images images && images.height() * images.width() == 1) {
        results.add(rows.flatten(images));
      } else if (value instanceof ImportedValue.Rows found) {
        results.add(found);
      } else {
        throw output("output " + Problem.quote(output));
      }
    }
    if (results.isEmpty()
        || results.stream().map(ImportedValue.Rows::step).distinct().count() != 1) {
      throw output(results.size() + " different outputs");
    }
    if (!results.getFirst().order().isPlain()) {
      throw output("flattened images");
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

  private DataException output(String given) {
    return Problem.at(file, "it doesn't end in a row of logits per image")
        .given(given)
        .expected("one output [N, classes]")
        .fix("export the classifier alone, without post-processing");
  }

  private ImportedValue value(Operation operation) {
    if (operation.type().equals("Constant")) {
      return new ImportedValue.Constant(
          ConstantImport.constant(operation)
              .orElseThrow(() -> refused(operation, "unsupported kind of constant")));
    }
    return switch (required(operation, 0)) {
      case ImportedValue.Images x -> images(operation, x);
      case ImportedValue.Rows x -> rows(operation, x);
      case ImportedValue.Constant x -> constant(operation, x.literal());
    };
  }

  private ImportedValue images(Operation operation, ImportedValue.Images x) {
    return switch (operation.type()) {
      case "Conv" ->
          windows.convolution(operation, x, tensor(operation, 1), optionalTensor(operation, 2));
      case "MaxPool" -> windows.maxPooling(operation, x);
      case "AveragePool" -> windows.averagePooling(operation, x);
      case "GlobalAveragePool" -> windows.whole(operation, x, true);
      case "GlobalMaxPool" -> windows.whole(operation, x, false);
      case "ReduceMean" -> mean(operation, x);
      case "Pad" -> padded(operation, x);
      case "BatchNormalization" ->
          x.of(normalized(operation, x.step(), RowOrder.plain(x.channels()))).nonNegative(false);
      case "Flatten", "Squeeze" -> rows.flatten(operation, x, axes(operation, 1, "axes"));
      case "Reshape" -> rows.reshape(operation, x, axes(operation, 1, "shape"));
      case "Transpose" -> transposed(operation, x);
      case "Shape" ->
          new ImportedValue.Constant(ShapeArithmetic.shape(operation, RowImport.shape(x).values()));
      default -> either(operation, x);
    };
  }

  private ImportedValue rows(Operation operation, ImportedValue.Rows x) {
    return switch (operation.type()) {
      case "Gemm" -> rows.gemm(operation, x, tensor(operation, 1), optionalTensor(operation, 2));
      case "MatMul" -> rows.product(operation, x, tensor(operation, 1));
      case "BatchNormalization" -> x.of(normalized(operation, x.step(), x.order()));
      case "Flatten", "Reshape" -> rows.same(operation, x, axes(operation, 1, "shape"));
      case "Gather" -> rows.sorted(operation, x, axes(operation, 1, "indices"));
      case "Softmax", "LogSoftmax" -> {
        if (source.operations().stream().anyMatch(o -> o.inputs().contains(operation.output()))) {
          throw refused(operation, "softmax is supported only at the end of the network");
        }
        yield x;
      }
      case "Shape" ->
          new ImportedValue.Constant(
              ShapeArithmetic.shape(operation, List.of(Integers.BATCH, (long) x.order().size())));
      default -> either(operation, x);
    };
  }

  /// Operations on images and rows alike.
  private ImportedValue either(Operation operation, ImportedValue x) {
    return switch (operation.type()) {
      case "Identity", "Cast" -> x;
      case "Dropout" -> dropped(operation, x);
      case "PRelu" -> meetings.leaky(operation, x, tensor(operation, 1));
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
          meetings.value(operation, operands(operation), this::isUsedOnce);
      default -> throw refused(operation, "unsupported kind of input");
    };
  }

  /// Numbers that further training drops; to classify they stay as they are.
  private ImportedValue dropped(Operation operation, ImportedValue x) {
    double drop =
        operation.input(1).isEmpty()
            ? operation.number("ratio", 0.5)
            : single(operation, tensor(operation, 1));
    if (!(drop >= 0 && drop < 1)) {
      throw refused(operation, "invalid dropout ratio " + drop);
    }
    return drop == 0 ? x : layer(x, new Dropout(1 - drop));
  }

  private List<ImportedValue> operands(Operation operation) {
    List<ImportedValue> operands = new ArrayList<>();
    for (int i = 0; i < operation.inputs().size(); i++) {
      operands.add(required(operation, i));
    }
    return operands;
  }

  private boolean isUsedOnce(String name) {
    return uses.getOrDefault(name, 0) == 1;
  }

  private ImportedValue activated(Operation operation, ImportedValue x) {
    float leak = (float) operation.number("alpha", LEAK);
    if (operation.type().equals("LeakyRelu") && !ActivationImport.isUsualLeak(leak)) {
      return meetings.leaky(operation, x, Tensor.of(Shape.of(1), new float[] {leak}));
    }
    double least = bound(operation, 1, "min", -Float.MAX_VALUE);
    double most = bound(operation, 2, "max", Float.MAX_VALUE);
    Activation function = ActivationImport.of(file, operation, least, most);
    ImportedValue y = layer(x, new Nonlinearity(function));
    return y instanceof ImportedValue.Images images
        ? images.nonNegative(ActivationImport.isNonNegative(function))
        : y;
  }

  /// A layer without weights that leaves the shape as it is.
  private ImportedValue layer(ImportedValue x, Layer layer) {
    return x.of(steps.layer(layer, x.step()));
  }

  private ImportedValue constant(Operation operation, Literal literal) {
    List<ImportedValue> operands = operands(operation);
    if (!operands.stream().allMatch(ImportedValue.Constant.class::isInstance)) {
      return meetings.value(operation, operands, this::isUsedOnce);
    }
    Optional<? extends Literal> result =
        switch (literal) {
          case Literal.Floats floats -> {
            steps.spend(floats.tensor());
            yield ConstantImport.folded(
                operation, floats.tensor(), integers(operation, 1).map(Integers::values));
          }
          case Integers _ ->
              ShapeArithmetic.of(
                  operation, operation.inputs().stream().map(this::integersOrNone).toList());
        };
    return new ImportedValue.Constant(
        result.orElseThrow(() -> refused(operation, "it can't be computed in advance")));
  }

  private Step normalized(Operation operation, Step x, RowOrder order) {
    double decay = operation.number("momentum", 0.9);
    double epsilon = operation.number("epsilon", 1e-5);
    Tensor[] statistics = new Tensor[4];
    for (int i = 0; i < statistics.length; i++) {
      Tensor given = tensor(operation, i + 1);
      if (given.shape().size() != order.size()) {
        throw refused(operation, "its parameters are for a different number of channels");
      }
      statistics[i] = Tensor.of(Shape.of(order.size()), order.toKern(given.toArray()));
    }
    if (!(decay >= 0 && decay < 1 && epsilon > 0) || operation.integer("training_mode", 0) != 0) {
      throw refused(operation, "its settings are not valid for inference");
    }
    return steps.layer(new BatchNormalization(decay, epsilon), x, statistics);
  }

  private ImportedValue padded(Operation operation, ImportedValue.Images x) {
    boolean zeros =
        operation.input(2).isEmpty()
            ? operation.number("value", 0) == 0
            : single(operation, tensor(operation, 2)) == 0;
    if (!zeros) {
      throw refused(operation, "only zero padding is supported");
    }
    return windows.padding(operation, x, axes(operation, 1, "pads"));
  }

  private ImportedValue mean(Operation operation, ImportedValue.Images x) {
    List<Long> axes =
        axes(operation, 1, "axes").stream().map(axis -> axis < 0 ? axis + 4 : axis).toList();
    long row = x.rowAxis();
    if (axes.size() != 2 || !axes.containsAll(List.of(row, row + 1))) {
      throw refused(operation, "it is not a mean over rows and columns");
    }
    ImportedValue.Images whole = windows.whole(operation, x, true);
    return operation.integer("keepdims", 1) == 0 ? rows.flatten(whole) : whole;
  }

  private ImportedValue transposed(Operation operation, ImportedValue.Images x) {
    List<Long> axes = operation.integers("perm", List.of());
    List<Long> turn = x.channelsFirst() ? List.of(0L, 2L, 3L, 1L) : List.of(0L, 3L, 1L, 2L);
    if (axes.equals(List.of(0L, 1L, 2L, 3L))) {
      return x;
    }
    if (!axes.equals(turn)) {
      throw refused(operation, "it moves more than the channel axis");
    }
    return x.transposed();
  }

  private ImportedValue required(Operation operation, int index) {
    ImportedValue value = values.get(operation.input(index));
    if (value == null) {
      throw operation.refuse(
          file,
          "its input %d is missing".formatted(index),
          Problem.quote(operation.input(index)),
          "a value computed before it");
    }
    return value;
  }

  private Tensor tensor(Operation operation, int index) {
    if (required(operation, index)
        instanceof ImportedValue.Constant(Literal.Floats(Tensor tensor))) {
      return tensor;
    }
    throw operation.refuse(
        file, "its weights are not constant", "input " + index, "a constant float tensor");
  }

  private Optional<Tensor> optionalTensor(Operation operation, int index) {
    return operation.input(index).isEmpty()
        ? Optional.empty()
        : Optional.of(tensor(operation, index));
  }

  private Optional<Integers> integers(Operation operation, int index) {
    return values.get(operation.input(index)) instanceof ImportedValue.Constant(Integers integers)
        ? Optional.of(integers)
        : Optional.empty();
  }

  private Integers integersOrNone(String name) {
    return values.get(name) instanceof ImportedValue.Constant(Integers integers)
        ? integers
        : new Integers(List.of(), false);
  }

  /// Whole numbers that older opsets have as an attribute and newer ones as an input.
  private List<Long> axes(Operation operation, int index, String attribute) {
    if (operation.input(index).isEmpty()) {
      return operation.integers(attribute, List.of());
    }
    return integers(operation, index)
        .map(Integers::values)
        .orElseThrow(
            () -> refused(operation, "its " + attribute + " can't be computed in advance"));
  }

  private double bound(Operation operation, int index, String attribute, double otherwise) {
    return operation.type().equals("Clip") && !operation.input(index).isEmpty()
        ? single(operation, tensor(operation, index))
        : operation.number(attribute, otherwise);
  }

  private double single(Operation operation, Tensor tensor) {
    if (tensor.shape().size() != 1) {
      throw refused(operation, "its bound is not a scalar");
    }
    return tensor.at(0);
  }

  private DataException refused(Operation operation, String what) {
    return operation.refuse(
        file,
        what,
        operation.inputs().stream().map(this::described).toList().toString(),
        "an operation that a layer of Kern can represent");
  }

  private String described(String name) {
    return switch (values.get(name)) {
      case ImportedValue.Images x ->
          "images of %d x %d x %d".formatted(x.height(), x.width(), x.channels());
      case ImportedValue.Rows x -> "rows of " + x.order().size();
      case ImportedValue.Constant(Literal.Floats(Tensor tensor)) -> "floats " + tensor.shape();
      case ImportedValue.Constant(Integers integers) -> integers.values().size() + " integers";
      case null -> "nothing";
    };
  }
}
