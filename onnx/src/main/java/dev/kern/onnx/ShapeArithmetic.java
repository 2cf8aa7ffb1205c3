package dev.kern.onnx;

import dev.kern.onnx.Literal.Integers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      case "Slice" -> slice(inputs);
      case "Concat" -> concat(inputs);
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

  private static int place(long place, int size) {
    return Math.clamp(place < 0 ? place + size : place, 0, size);
  }

  private static Optional<Integers> concat(List<Integers> inputs) {
    List<Long> values = inputs.stream().flatMap(n -> n.values().stream()).toList();
    return values.size() > Integers.MOST
        ? Optional.empty()
        : Optional.of(new Integers(values, false));
  }
}
