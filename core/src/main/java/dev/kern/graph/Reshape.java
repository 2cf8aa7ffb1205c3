package dev.kern.graph;

import java.util.List;

/// The same elements in the same order, with another shape.
///
/// @param shape the new extents
public record Reshape(Shape shape) implements Op {
  /// `x` as `shape`.
  ///
  /// Fails with [ShapeException] if the number of elements differs.
  public static Node of(Node x, Shape shape) {
    return x.graph().add(new Reshape(shape), x);
  }

  /// A batch as a matrix with one row per sample: `[N, H, W, C]` as `[N, H*W*C]`.
  public static Node flatten(Node x) {
    int samples = x.shape().extent(0);
    return of(x, Shape.of(samples, samples == 0 ? 0 : x.shape().size() / samples));
  }

  @Override
  public String symbol() {
    return "reshape";
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    int given = call.shape(0).size();
    if (given != shape.size()) {
      throw call.fail(
          "%s has %d elements, the input has %d".formatted(shape, shape.size(), given),
          "use a shape with " + given + " elements");
    }
    return shape;
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Reshape.of(dy, y.input(0).shape()));
  }
}
