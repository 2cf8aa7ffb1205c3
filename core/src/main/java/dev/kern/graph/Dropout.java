package dev.kern.graph;

/// Sets elements to zero at random and scales up the others so that the mean stays the same.
///
/// `y[e] = x[e] / keep` with probability `keep`, else 0. Which elements are kept is a function of
/// the run's seed, the step, `stream` and `e`; the gradient keeps the same ones.
///
/// Source: Srivastava et al. 2014.
///
/// @param keep the probability of keeping an element, in `(0, 1]`
/// @param stream distinguishes the dropouts of a network
public record Dropout(double keep, int stream) implements ElementwiseOp {
  /// Fails with [IllegalArgumentException] if `keep` isn't in `(0, 1]`.
  public Dropout {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException(
          "dropout needs a keep probability above 0 and at most 1, given " + keep);
    }
  }

  /// `x` with elements kept with probability `keep`.
  public static Node of(Node x, double keep) {
    int stream = (int) x.graph().nodes().stream().filter(n -> n.op() instanceof Dropout).count();
    return of(x, keep, stream);
  }

  private static Node of(Node x, double keep, int stream) {
    return x.graph().add(new Dropout(keep, stream), x);
  }

  @Override
  public String symbol() {
    return "dropout";
  }

  @Override
  public String attributes() {
    return "keep: " + keep;
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Dropout.of(dy, keep, stream));
  }
}
