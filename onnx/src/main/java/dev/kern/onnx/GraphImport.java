package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.layer.Dropout;
import dev.kern.layer.Layer;
import dev.kern.onnx.Literal.Integers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/// Follows a graph's operations in order, and makes a step of each that is a layer.
///
/// Whether ONNX has the channels of a value first or last is known for each value, so a transpose
/// changes what is known and nothing else.
final class GraphImport {
  private static final String CLASSIFIER = "export the classifier alone, without post-processing";
  private static final String QUANTIZED_SOFTMAX = "com.microsoft.QLinearSoftmax";
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

  private final OnnxFile source;
  private final String file;
  private final StepFactory steps;
  private final Operands operands;
  private final WindowImport windows;
  private final RowImport rows;
  private final MergeImport meetings;
  private final LayerNormImport layerNorms;
  private final NormImport norms;
  private final ActivationImport activations;
  private final ChannelImport channels;
  private final QuantizedImport quantized;
  private final Map<String, Integer> uses = new HashMap<>();

  /// The names of what a softmax gives, for which its logits stand.
  private final Set<String> probabilities = new HashSet<>();

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
    layerNorms = new LayerNormImport(steps);
    norms = new NormImport(file, operands, steps, windows, rows, meetings);
    activations = new ActivationImport(file, operands, steps, meetings);
    channels = new ChannelImport(file, operands, steps);
    quantized = new QuantizedImport(operands, steps, windows, rows, meetings, this::isUsedOnce);
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
  /// @param refused what is told of operations that nothing can be made of
  void run(String images, ImportedValue.Images input, Optional<DataException> refused) {
    operands.put(images, input);
    Set<String> named = new HashSet<>(source.constants().keySet());
    named.add(images);
    List<DataException> refusals = new ArrayList<>();
    refused.ifPresent(refusals::add);
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

  /// Follows an operation. What comes of one that is refused isn't known.
  private void follow(Operation operation, List<DataException> refusals) {
    try {
      if (operation.inputs().stream().anyMatch(probabilities::contains)) {
        expectEnd(operation);
      }
      if (!SupportedOps.has(operation) || operands.isUnknown(operation)) {
        unknown(operation);
      } else if (operation.type().equals("Split")) {
        channels.split(operation);
      } else {
        operands.put(operation.output(), value(operation));
      }
    } catch (DataException e) {
      if (refusals.stream()
          .noneMatch(other -> Objects.equals(other.getMessage(), e.getMessage()))) {
        refusals.add(e);
      }
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
    if (operation.fullType().equals(QUANTIZED_SOFTMAX)) {
      return end(operation, operands.required(operation, 0));
    }
    boolean rounds =
        operation.type().equals("QuantizeLinear") || operation.type().equals("DequantizeLinear");
    if (rounds && probabilities.contains(operation.input(0))) {
      return operands.required(operation, 0);
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
      case "ReduceMean", "ReduceMax" -> norms.reduced(operation, x);
      case "Pad" -> padded(operation, x);
      case "MatMul" -> windows.product(operation, x, operands.tensor(operation, 1));
      case "LRN" -> norms.local(operation, x);
      case "Slice" -> channels.sliced(operation, x);
      case "Gather" -> channels.picked(operation, x);
      case "BatchNormalization" -> norms.byBatch(operation, x, RowOrder.plain(x.channels()));
      case "LayerNormalization" -> norms.byPixel(operation, x);
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
        boolean fits = axis == x.channelAxis() || (source.opset() < PLAIN_SOFTMAX && axis == 1);
        if (!x.isPixel() || !fits) {
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
      case "BatchNormalization" -> norms.byBatch(operation, x, x.order());
      case "LayerNormalization" -> norms.byPixel(operation, x);
      case "ReduceMean" -> norms.rowMean(operation, x);
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
      case "Slice" -> channels.sliced(operation, x);
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
    probabilities.add(operation.output());
    return x;
  }

  /// Refuses an operation that computes with what a softmax gives, since there are logits instead.
  private void expectEnd(Operation operation) {
    if (!ENDS.contains(operation.type())) {
      throw operands.refused(operation, "softmax is supported only at the end of the network");
    }
    probabilities.addAll(operation.outputs());
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
          activations.value(operation, x, isUsedOnce(operation.input(0)));
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
        layerNorms
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
    boolean always =
        operands.integers(operation, 2).filter(on -> on.values().equals(List.of(1L))).isPresent();
    if (!(drop >= 0 && drop < 1) || (always && drop > 0)) {
      throw operands.refused(
          operation, always ? "it drops numbers always" : "invalid dropout ratio " + drop);
    }
    return drop == 0 ? x : layer(x, new Dropout(1 - drop));
  }

  private boolean isUsedOnce(String name) {
    return uses.getOrDefault(name, 0) == 1;
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

  private ImportedValue padded(Operation operation, ImportedValue.Images x) {
    double value = operands.number(operation, 2, "value", 0);
    List<Long> pads = operands.axes(operation, 1, "pads");
    if (!operation.input(3).isEmpty()) {
      List<Integer> axes = operation.axes(file, 4, operands.axes(operation, 3, "axes"));
      Long[] all = new Long[8];
      Arrays.fill(all, 0L);
      for (int i = 0; i < axes.size() && pads.size() == 2 * axes.size(); i++) {
        all[axes.get(i)] = pads.get(i);
        all[4 + axes.get(i)] = pads.get(axes.size() + i);
      }
      pads = List.of(all);
    }
    return windows.padding(operation, x, pads, value);
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
