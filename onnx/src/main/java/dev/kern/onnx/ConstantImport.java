package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.onnx.Operation.Attribute;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Computes what depends on constants alone: exporters transpose and reshape weights in the graph.
final class ConstantImport {
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
  static Optional<Literal> folded(Operation operation, Tensor x, Optional<List<Long>> argument) {
    return switch (operation.type()) {
      case "Identity", "Cast" -> Optional.of(new Literal.Floats(x));
      case "Transpose" -> transposed(x, operation.integers("perm", List.of()));
      case "Reshape" -> argument.flatMap(shape -> reshaped(x, shape));
      default -> Optional.empty();
    };
  }

  private static Optional<Literal> reshaped(Tensor x, List<Long> wanted) {
    if (wanted.size() > 8 || wanted.stream().anyMatch(n -> n < -1 || n > Integer.MAX_VALUE)) {
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
