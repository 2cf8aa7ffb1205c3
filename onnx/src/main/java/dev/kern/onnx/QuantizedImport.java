package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Flatten;
import dev.kern.layer.GlobalAveragePooling;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Nonlinearity;
import dev.kern.math.Activation;
import dev.kern.onnx.ImportedValue.Images;
import dev.kern.onnx.ImportedValue.Rows;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Imports operations of quantised files as what they do with floats.
///
/// Weights are multiplied by their scale. Values between operations are no longer rounded; where
/// their numbers can't be negative because 0 is the least, a ReLU that the quantiser left out comes
/// back.
final class QuantizedImport {
  private static final String MICROSOFT = "com.microsoft.";
  private static final double SIX = 6;
  private static final double CLOSE = 1e-3;
  private static final int LEVELS = 255;
  private static final int DEEPEST = 6;

  private final Operands operands;
  private final StepFactory steps;
  private final WindowImport windows;
  private final RowImport rows;
  private final MergeImport meetings;
  private final Predicate<String> isUsedOnce;

  /// Names of values whose scale is the 1 that is given for it.
  private final Set<String> dynamic = new HashSet<>();

  private boolean seen;

  QuantizedImport(
      Operands operands,
      StepFactory steps,
      WindowImport windows,
      RowImport rows,
      MergeImport meetings,
      Predicate<String> isUsedOnce) {
    this.isUsedOnce = isUsedOnce;
    this.operands = operands;
    this.steps = steps;
    this.windows = windows;
    this.rows = rows;
    this.meetings = meetings;
  }

  /// Whether there was such an operation.
  boolean seen() {
    return seen;
  }

  /// The value of an operation; empty if it is none of a quantised file.
  Optional<ImportedValue> value(Operation operation) {
    Optional<ImportedValue> value =
        Optional.ofNullable(
            switch (operation.fullType()) {
              case "QuantizeLinear", MICROSOFT + "QuantizeLinear" -> quantized(operation);
              case "DequantizeLinear", MICROSOFT + "DequantizeLinear" -> dequantized(operation);
              case "DynamicQuantizeLinear" -> dynamic(operation);
              case "QLinearConv" -> clipped(operation, convolution(operation), 6);
              case "QLinearMatMul" ->
                  clipped(operation, product(operation, matrix(operation, 3)), 6);
              case MICROSOFT + "QGemm" -> clipped(operation, gemm(operation), 7);
              case "ConvInteger" -> integerConvolution(operation);
              case "MatMulInteger" -> product(operation, integerWeights(operation));
              case MICROSOFT + "QLinearAdd" -> clipped(operation, pair(operation, "Add"), 6);
              case MICROSOFT + "QLinearMul" -> clipped(operation, pair(operation, "Mul"), 6);
              case MICROSOFT + "QLinearConcat" -> concatenated(operation);
              case MICROSOFT + "QLinearGlobalAveragePool" -> windows.whole(images(operation), true);
              case MICROSOFT + "QLinearAveragePool" ->
                  windows.averagePooling(operation, images(operation));
              case MICROSOFT + "QLinearSigmoid" -> activated(operation, Activation.SIGMOID);
              case MICROSOFT + "QLinearLeakyRelu" -> leaky(operation);
              default -> null;
            });
    seen |= value.isPresent();
    return value;
  }

  private ImportedValue quantized(Operation operation) {
    ImportedValue x = operands.required(operation, 0);
    return x instanceof ImportedValue.Constant ? x : clipped(operation, x, 1);
  }

  private ImportedValue dequantized(Operation operation) {
    return switch (operands.required(operation, 0)) {
      case ImportedValue.Constant(Literal.Floats floats) -> new ImportedValue.Constant(floats);
      case ImportedValue.Constant _ ->
          new ImportedValue.Constant(
              new Literal.Floats(floats(operation, 0, operation.integer("axis", 1))));
      case ImportedValue x -> x;
    };
  }

  /// A value whose scale is then taken for 1, and its zero point for 0.
  private ImportedValue dynamic(Operation operation) {
    dynamic.add(operation.output());
    if (operation.outputs().size() > 1) {
      operands.put(
          operation.outputs().get(1),
          new ImportedValue.Constant(new Literal.Floats(Tensor.scalar(1))));
    }
    if (operation.outputs().size() > 2) {
      operands.put(
          operation.outputs().get(2),
          new ImportedValue.Constant(new Literal.Bytes(Tensor.scalar(0), false)));
    }
    return operands.required(operation, 0);
  }

  /// A constant at an input, with its scale and zero point at the two behind, as floats.
  ///
  /// @param usual the axis along which scales differ
  private Tensor floats(Operation operation, int index, long usual) {
    Tensor whole = whole(operation, index);
    Tensor scale = operands.tensor(operation, index + 1);
    float[] zeros = zeros(operation, index + 2);
    Shape shape = whole.shape();
    boolean perAxis = scale.shape().size() > 1;
    int axis = perAxis ? operation.axis(operands.file(), shape.rank(), usual) : 0;
    boolean fits =
        perAxis
            ? scale.shape().rank() == 1 && scale.shape().size() == shape.extent(axis)
            : scale.shape().size() == 1;
    if (!fits || (zeros.length > 1 && zeros.length != scale.shape().size())) {
      throw operands.refused(operation, "its scales don't match its weights");
    }
    int inner = 1;
    for (int i = axis + 1; perAxis && i < shape.rank(); i++) {
      inner *= shape.extent(i);
    }
    steps.spend(shape);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      int channel = perAxis ? i / inner % shape.extent(axis) : 0;
      float zero = zeros[zeros.length > 1 ? channel : 0];
      values[i] = (whole.at(i) - zero) * scale.at(channel);
    }
    return Tensor.of(shape, values);
  }

  /// The whole numbers of a constant.
  private Tensor whole(Operation operation, int index) {
    return switch (operands.required(operation, index)) {
      case ImportedValue.Constant(Literal.Bytes(Tensor tensor, _)) -> tensor;
      case ImportedValue.Constant(Literal.Integers(List<Long> values, boolean scalar)) ->
          numbers(values, scalar);
      default -> throw operands.refused(operation, "its weights are not constant");
    };
  }

  private static Tensor numbers(List<Long> values, boolean scalar) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return Tensor.of(scalar ? Shape.scalar() : Shape.of(floats.length), floats);
  }

  /// The zero points at an input, one at least.
  private float[] zeros(Operation operation, int index) {
    float[] zeros =
        operation.input(index).isEmpty() ? new float[1] : whole(operation, index).toArray();
    if (zeros.length == 0) {
      throw operands.refused(operation, "it has no zero point");
    }
    return zeros;
  }

  private Images images(Operation operation) {
    if (operands.required(operation, 0) instanceof Images x) {
      return x;
    }
    throw operands.refused(operation, "it takes images");
  }

  private ImportedValue convolution(Operation operation) {
    return windows.convolution(
        operation, images(operation), floats(operation, 3, 0), biases(operation, 8, 1));
  }

  /// Biases, whose scale is the product of those of input and weights.
  private Optional<Tensor> biases(Operation operation, int index, double factor) {
    if (operation.input(index).isEmpty()) {
      return Optional.empty();
    }
    Tensor scale = operands.tensor(operation, 4);
    double unit = factor * operands.single(operation, operands.tensor(operation, 1));
    float[] values = whole(operation, index).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) (unit * scale.at(i % scale.shape().size()));
    }
    return Optional.of(Tensor.of(Shape.of(values.length), values));
  }

  private Tensor matrix(Operation operation, int index) {
    return floats(operation, index, 1);
  }

  private ImportedValue product(Operation operation, Tensor matrix) {
    return switch (operands.required(operation, 0)) {
      case Rows x -> rows.product(operation, x, matrix);
      case Images x -> windows.product(operation, x, matrix);
      default -> throw operands.refused(operation, "it takes rows");
    };
  }

  private ImportedValue gemm(Operation operation) {
    Tensor matrix = floats(operation, 3, operation.integer("transB", 0) != 0 ? 0 : 1);
    Optional<Tensor> bias = biases(operation, 6, operation.number("alpha", 1));
    if (operands.required(operation, 0) instanceof Rows x) {
      return rows.gemm(operation, x, matrix, bias);
    }
    throw operands.refused(operation, "it takes rows");
  }

  private ImportedValue integerConvolution(Operation operation) {
    return windows.convolution(
        operation, images(operation), integerWeights(operation), Optional.empty());
  }

  /// Weights without a scale, which is multiplied later.
  private Tensor integerWeights(Operation operation) {
    if (!dynamic.contains(operation.input(0))) {
      throw operands.refused(operation, "its input is not from DynamicQuantizeLinear");
    }
    Tensor whole = whole(operation, 1);
    float[] zeros = zeros(operation, 3);
    if (zeros.length > 1 && !isZero(zeros)) {
      throw operands.refused(operation, "its weights have several zero points");
    }
    steps.spend(whole.shape());
    float[] values = whole.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] -= zeros[0];
    }
    return Tensor.of(whole.shape(), values);
  }

  private static boolean isZero(float[] values) {
    boolean zero = true;
    for (float value : values) {
      zero &= value == 0;
    }
    return zero;
  }

  /// An operation on two values, each followed by its scale and zero point.
  private ImportedValue pair(Operation operation, String type) {
    Operation plain = operation.as(type, List.of(operation.input(0), operation.input(3)));
    return meetings.value(plain, List.of(operand(operation, 0), operand(operation, 3)), isUsedOnce);
  }

  private ImportedValue concatenated(Operation operation) {
    List<String> parts =
        IntStream.range(0, operation.inputs().size())
            .filter(i -> i % 3 == 2)
            .mapToObj(operation::input)
            .toList();
    List<ImportedValue> values =
        parts.stream().map(operands::find).flatMap(Optional::stream).toList();
    return meetings.value(operation.as("Concat", parts), values, isUsedOnce);
  }

  private ImportedValue operand(Operation operation, int index) {
    return operands.required(operation, index) instanceof ImportedValue.Constant
        ? new ImportedValue.Constant(new Literal.Floats(floats(operation, index, 0)))
        : operands.required(operation, index);
  }

  private ImportedValue activated(Operation operation, Activation function) {
    ImportedValue x = operands.required(operation, 0);
    return x.of(steps.layer(new Nonlinearity(function), x.step()));
  }

  private ImportedValue leaky(Operation operation) {
    float slope = (float) operation.number("alpha", ActivationImport.LEAK);
    return meetings.leaky(
        operation, operands.required(operation, 0), Tensor.of(Shape.of(1), slope));
  }

  /// A value whose numbers are kept from 0 on by their zero point, as by a ReLU.
  ///
  /// @param scale the input that is the scale; the zero point is behind it
  private ImportedValue clipped(Operation operation, ImportedValue x, int scale) {
    Literal zero =
        operands.find(operation.input(scale + 1)).orElse(null)
                instanceof ImportedValue.Constant(Literal literal)
            ? literal
            : new Literal.Bytes(Tensor.scalar(0), false);
    boolean cuts =
        zero instanceof Literal.Bytes bytes
            && bytes.tensor().shape().size() == 1
            && bytes.tensor().at(0) == bytes.least();
    if (!cuts || x.step().isBegin() || isNonNegative(x.step(), DEEPEST)) {
      return x;
    }
    double most = LEVELS * operands.single(operation, operands.tensor(operation, scale));
    Layer layer = Math.abs(most - SIX) <= CLOSE * SIX ? Layer.relu6() : Layer.relu();
    ImportedValue y = x.of(steps.layer(layer, x.step()));
    return y instanceof Images images ? images.nonNegative(true) : y;
  }

  /// Whether no number of a step is below 0, as far as the layers right before it tell.
  private static boolean isNonNegative(Step step, int depth) {
    Step at = step;
    while (at.layer() instanceof Flatten
        || at.layer() instanceof MaxPooling
        || at.layer() instanceof AveragePooling
        || at.layer() instanceof GlobalAveragePooling) {
      at = at.inputs().getFirst();
    }
    return at.meeting() == Step.Meeting.NONE
        ? at.layer() instanceof Nonlinearity(Activation function)
            && ActivationImport.isNonNegative(function)
        : depth > 0
            && at.meeting() != Step.Meeting.PRODUCT
            && at.inputs().stream().allMatch(input -> isNonNegative(input, depth - 1));
  }
}
