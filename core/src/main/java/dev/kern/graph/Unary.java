package dev.kern.graph;

import dev.kern.math.UnaryFunction;
import java.util.Locale;

/// An elementary function applied to every element; created by [Sqrt], [Sign] and [Abs].
///
/// | function | `y`       | gradient with respect to `x`         |
/// |----------|-----------|--------------------------------------|
/// | SQRT     | `sqrt(x)` | `dy / (2 y)`, infinite at 0          |
/// | SIGN     | `sign(x)` | 0                                    |
/// | ABS      | `abs(x)`  | `dy * sign(x)`, 0 at 0               |
///
/// @param function which one
public record Unary(UnaryFunction function) implements ElementwiseOp {
  static Node of(UnaryFunction function, Node x) {
    return x.graph().add(new Unary(function), x);
  }

  @Override
  public String symbol() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    switch (function) {
      case SQRT -> adjoints.add(y.input(0), () -> Scale.of(Divide.of(dy, y), 0.5));
      case SIGN -> {}
      case ABS -> adjoints.add(y.input(0), () -> Multiply.of(dy, Sign.of(y.input(0))));
    }
  }
}
