package dev.kern.graph;

import java.util.List;

/// Tensors side by side along the last axis: `[..., A]` and `[..., B]` give `[..., A + B]`.
public record Concat() implements Op {
  /// The parts along the last axis, in order.
  ///
  /// Fails with [ShapeException] if the parts differ in another axis.
  public static Node of(List<Node> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concat needs at least one input, given none");
    }
    return parts.getFirst().graph().add(new Concat(), parts.toArray(Node[]::new));
  }

  @Override
  public String symbol() {
    return "concat";
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    int channels = 0;
    for (int i = 0; i < call.inputs().size(); i++) {
      Shape part = call.shape(i);
      channels += part.last();
      Shape expected =
          call.shape(0).rank() == 0 ? Shape.of(1) : call.shape(0).with(-1, part.last());
      if (!part.equals(expected)) {
        throw call.fail(
            "input %d and input 0 differ in more than the last axis".formatted(i),
            "use input %d of %s".formatted(i, expected));
      }
    }
    return call.shape(0).with(-1, channels);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    int from = 0;
    for (Node part : y.inputs()) {
      int begin = from;
      from += part.shape().last();
      int end = y.shape().last() - from;
      adjoints.add(part, () -> Crop.last(dy, begin, end));
    }
  }
}
