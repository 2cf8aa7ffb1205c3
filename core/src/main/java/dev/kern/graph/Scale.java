package dev.kern.graph;

/// A tensor times a number that is fixed when the graph is built.
///
/// @param factor the number
public record Scale(double factor) implements ElementwiseOp {
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
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Scale.of(dy, factor));
  }
}
