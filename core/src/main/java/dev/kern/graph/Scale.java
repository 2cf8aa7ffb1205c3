package dev.kern.graph;

import java.util.List;

/// A tensor times a number that is fixed when the graph is built.
///
/// @param factor the number
public record Scale(double factor) implements Op {
  /// `factor * x`
  public static Node of(Node x, double factor) {
    return x.graph().add(new Scale(factor), x);
  }

  @Override
  public String symbol() {
    return "scale";
  }

  @Override
  public String attributes() {
    return Double.toString(factor);
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Scale.of(dy, factor));
  }
}
