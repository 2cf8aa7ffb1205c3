package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.onnx.Operation.Attribute;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// Computes what depends on constants alone: exporters transpose and reshape weights in the graph.
final class ConstantImport {
  private static final int HIGHEST_RANK = 8;

  private ConstantImport() {}

  /// The value of a `Constant` operation, if its kind of value is known.
  static Optional<Literal> constant(Operation operation) {
    for (var entry : operation.attributes().entrySet()) {
      Attribute value = entry.getValue();
      Optional<Literal> literal =
          switch (entry.getKey()) {
            case "value" -> value.tensor();
            case "value_float" -> Optional.of(new Literal.Floats(Tensor.scalar(value.number())));
            case "value_int" -> Optional.of(new Literal.Integers(List.of(value.integer()), true));
            case "value_ints" -> Optional.of(new Literal.Integers(value.integers(), false));
            default -> Optional.empty();
          };
      if (literal.isPresent()) {
        return literal;
      }
    }
    return Optional.empty();
  }

  /// A constant of floats after an operation; empty if it can't be computed.
  ///
  /// @param inputs all inputs that are floats
  /// @param argument the second input, if it is whole numbers, or the attribute in its place
  static Optional<Literal> folded(
      Operation operation, List<Tensor> inputs, Optional<List<Long>> argument) {
    Tensor x = inputs.getFirst();
    if (inputs.size() == 2) {
      return switch (operation.type()) {
        case "Add" -> combined(x, inputs.get(1), (a, b) -> a + b);
        case "Sub" -> combined(x, inputs.get(1), (a, b) -> a - b);
        case "Mul" -> combined(x, inputs.get(1), (a, b) -> a * b);
        case "Div" -> combined(x, inputs.get(1), (a, b) -> a / b);
        case "Pow" -> combined(x, inputs.get(1), Math::pow);
        default -> Optional.empty();
      };
    }
    return switch (operation.type()) {
      case "Identity", "Cast" -> Optional.of(new Literal.Floats(x));
      case "Transpose" -> transposed(x, operation.integers("perm", List.of()));
      case "Reshape" -> argument.flatMap(shape -> reshaped(x, shape));
      case "Unsqueeze" -> argument.flatMap(axes -> unsqueezed(x, axes));
      case "Squeeze" -> squeezed(x, argument.orElse(List.of()));
      default ->
          PointwiseImport.of(operation.type())
              .map(f -> Tensor.of(x.shape(), mapped(x, f)))
              .map(Literal.Floats::new);
    };
  }

  private static float[] mapped(Tensor x, DoubleUnaryOperator function) {
    float[] values = x.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(values[i]);
    }
    return values;
  }

  /// Two constants of which one may be a single number, or both of one size.
  private static Optional<Literal> combined(Tensor a, Tensor b, DoubleBinaryOperator function) {
    int size = Math.max(a.shape().size(), b.shape().size());
    boolean fits = Math.min(a.shape().size(), b.shape().size()) > 0 && fit(a.shape(), b.shape());
    if (!fits) {
      return Optional.empty();
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          (float)
              function.applyAsDouble(
                  a.at(a.shape().size() == 1 ? 0 : i), b.at(b.shape().size() == 1 ? 0 : i));
    }
    Shape shape =
        a.shape().size() == size && a.shape().rank() >= b.shape().rank() ? a.shape() : b.shape();
    return Optional.of(new Literal.Floats(Tensor.of(shape, values)));
  }

  private static boolean fit(Shape a, Shape b) {
    return a.equals(b)
        || (b.size() == 1 && b.rank() <= a.rank())
        || (a.size() == 1 && a.rank() <= b.rank());
  }

  private static Optional<Literal> unsqueezed(Tensor x, List<Long> axes) {
    int rank = x.shape().rank() + axes.size();
    List<Integer> added =
        axes.stream().map(axis -> (int) (axis < 0 ? axis + rank : axis)).distinct().toList();
    if (rank > HIGHEST_RANK
        || added.size() != axes.size()
        || added.stream().anyMatch(axis -> axis < 0 || axis >= rank)) {
      return Optional.empty();
    }
    int[] extents = new int[rank];
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = added.contains(axis) ? 1 : x.shape().extent(from++);
    }
    return Optional.of(new Literal.Floats(Tensor.of(Shape.of(extents), x.toArray())));
  }

  private static Optional<Literal> squeezed(Tensor x, List<Long> axes) {
    int rank = x.shape().rank();
    List<Integer> dropped =
        axes.stream().map(axis -> (int) (axis < 0 ? axis + rank : axis)).toList();
    int[] extents =
        IntStream.range(0, rank)
            .filter(axis -> axes.isEmpty() ? x.shape().extent(axis) != 1 : !dropped.contains(axis))
            .map(x.shape()::extent)
            .toArray();
    Shape shape = Shape.of(extents);
    return shape.size() == x.shape().size()
        ? Optional.of(new Literal.Floats(Tensor.of(shape, x.toArray())))
        : Optional.empty();
  }

  private static Optional<Literal> reshaped(Tensor x, List<Long> wanted) {
    if (wanted.size() > HIGHEST_RANK
        || wanted.stream().anyMatch(n -> n < -1 || n > Integer.MAX_VALUE)) {
      return Optional.empty();
    }
    int[] extents = wanted.stream().mapToInt(Long::intValue).toArray();
    long known = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] =
          extents[axis] == 0 && axis < x.shape().rank() ? x.shape().extent(axis) : extents[axis];
      known *= extents[axis] == -1 ? 1 : extents[axis];
      if (known == 0 || known > x.shape().size()) {
        return Optional.empty();
      }
    }
    int open = (int) (x.shape().size() / known);
    int[] filled = Arrays.stream(extents).map(n -> n == -1 ? open : n).toArray();
    long size = Arrays.stream(filled).asLongStream().reduce(1, (a, b) -> a * b);
    return size == x.shape().size()
        ? Optional.of(new Literal.Floats(Tensor.of(Shape.of(filled), x.toArray())))
        : Optional.empty();
  }

  private static Optional<Literal> transposed(Tensor x, List<Long> axes) {
    int rank = x.shape().rank();
    List<Long> wanted = axes.isEmpty() && rank == 2 ? List.of(1L, 0L) : axes;
    boolean isPermutation =
        wanted.size() == rank
            && wanted.stream().distinct().filter(n -> n >= 0 && n < rank).count() == rank;
    if (!isPermutation) {
      return Optional.empty();
    }
    int[] strides = new int[rank];
    int[] extents = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int from = wanted.get(axis).intValue();
      extents[axis] = x.shape().extent(from);
      strides[axis] = 1;
      for (int inner = from + 1; inner < rank; inner++) {
        strides[axis] *= x.shape().extent(inner);
      }
    }
    float[] values = new float[x.shape().size()];
    int[] place = new int[rank];
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (int axis = 0; axis < rank; axis++) {
        at += place[axis] * strides[axis];
      }
      values[i] = x.at(at);
      for (int axis = rank - 1; axis >= 0 && ++place[axis] == extents[axis]; axis--) {
        place[axis] = 0;
      }
    }
    return Optional.of(new Literal.Floats(Tensor.of(Shape.of(extents), values)));
  }
}
