package dev.kern.math;

/// An elementary function of one number, with the same bits on every engine.
public enum UnaryFunction {
  /// The square root; NaN below 0.
  SQRT {
    @Override
    public double value(double x) {
      return Math.sqrt(x);
    }
  },
  /// -1, 0 or 1 for negative numbers, zero and positive numbers.
  SIGN {
    @Override
    public double value(double x) {
      return Math.signum(x);
    }
  },
  /// The absolute value.
  ABS {
    @Override
    public double value(double x) {
      return Math.abs(x);
    }
  };

  /// The function at `x`.
  public abstract double value(double x);
}
