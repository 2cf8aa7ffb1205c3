package dev.kern.onnx;

import dev.kern.onnx.Literal.Integers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/// Computes with shapes, as exporters write it out: an image's shape is taken apart and put
/// together to the shape of a row.
final class ShapeArithmetic {
  private ShapeArithmetic() {}

  /// The result of an operation on whole numbers; empty if it is none that shapes need.
  static Optional<Integers> of(Operation operation, List<Integers> inputs) {
    Integers x = inputs.getFirst();
    return switch (operation.type()) {
      case "Identity", "Cast" -> Optional.of(x);
      case "Unsqueeze" -> Optional.of(new Integers(x.values(), false));
      case "Squeeze" -> Optional.of(new Integers(x.values(), x.values().size() == 1));
      case "Reshape" -> Optional.of(new Integers(x.values(), false));
      case "Gather" -> inputs.size() < 2 ? Optional.empty() : gather(x, inputs.get(1));
      case "Slice" -> slice(inputs.size() > 1 ? inputs : withAttributes(operation, x));
      case "Concat" -> concat(inputs);
      case "Add" -> combined(inputs, (a, b) -> a + b);
      case "Sub" -> combined(inputs, (a, b) -> a - b);
      case "Mul" -> combined(inputs, (a, b) -> a * b);
      case "Div" -> combined(inputs, (a, b) -> b == 0 ? Integers.BATCH : a / b);
      default -> Optional.empty();
    };
  }

  /// What `Shape` gives of a shape: all of it, or from `start` to `end`.
  static Integers shape(Operation operation, List<Long> extents) {
    int size = extents.size();
    int begin = place(operation.integer("start", 0), size);
    int end = place(operation.integer("end", size), size);
    return new Integers(extents.subList(Math.min(begin, end), end), false);
  }

  private static Optional<Integers> gather(Integers x, Integers places) {
    List<Long> values = new ArrayList<>();
    int size = x.values().size();
    for (long place : places.values()) {
      if (place < -size || place >= size) {
        return Optional.empty();
      }
      values.add(x.values().get(Math.floorMod(place, size)));
    }
    return Optional.of(new Integers(values, places.isScalar()));
  }

  /// What older opsets have as attributes, as inputs.
  private static List<Integers> withAttributes(Operation operation, Integers x) {
    return List.of(
        x,
        new Integers(operation.integers("starts", List.of()), false),
        new Integers(operation.integers("ends", List.of()), false));
  }

  private static Optional<Integers> slice(List<Integers> inputs) {
    boolean simple =
        inputs.size() >= 3
            && inputs.size() <= 5
            && inputs.stream().skip(1).allMatch(n -> n.values().size() == 1)
            && (inputs.size() < 5 || inputs.get(4).values().getFirst() == 1);
    if (!simple) {
      return Optional.empty();
    }
    List<Long> values = inputs.getFirst().values();
    int begin = place(inputs.get(1).values().getFirst(), values.size());
    int end = place(inputs.get(2).values().getFirst(), values.size());
    return Optional.of(new Integers(values.subList(Math.min(begin, end), end), false));
  }

  /// Numbers one by one, or all with a single one; none of them the open number of images.
  private static Optional<Integers> combined(List<Integers> inputs, LongBinaryOperator function) {
    if (inputs.size() != 2) {
      return Optional.empty();
    }
    List<Long> a = inputs.get(0).values();
    List<Long> b = inputs.get(1).values();
    int size = Math.max(a.size(), b.size());
    boolean fits = (a.size() == size || a.size() == 1) && (b.size() == size || b.size() == 1);
    if (!fits || a.isEmpty() || a.contains(Integers.BATCH) || b.contains(Integers.BATCH)) {
      return Optional.empty();
    }
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(function.applyAsLong(a.get(i % a.size()), b.get(i % b.size())));
    }
    return values.contains(Integers.BATCH)
        ? Optional.empty()
        : Optional.of(new Integers(values, inputs.get(0).isScalar() && inputs.get(1).isScalar()));
  }

  /// A place in a list, counted from the first, kept within it.
  static int place(long place, int size) {
    return Math.clamp(place < 0 ? place + size : place, 0, size);
  }

  private static Optional<Integers> concat(List<Integers> inputs) {
    List<Long> values = inputs.stream().flatMap(n -> n.values().stream()).toList();
    return values.size() > Integers.MOST
        ? Optional.empty()
        : Optional.of(new Integers(values, false));
  }
}
