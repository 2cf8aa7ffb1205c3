package dev.kern.graph;

/// A tensor plus a number that is fixed when the graph is built.
///
/// @param amount the number
public record AddScalar(double amount) implements ElementwiseOp {
  /// `x + amount`, element by element.
  public static Node of(Node x, double amount) {
    return x.graph().add(new AddScalar(amount), x);
  }

  @Override
  public String symbol() {
    return "add_scalar";
  }

  @Override
  public String attributes() {
    return Double.toString(amount);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> dy);
  }
}
