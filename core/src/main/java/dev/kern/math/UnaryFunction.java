package dev.kern.math;

/// An elementary function of one number, exact to the last bit on every engine.
public enum UnaryFunction {
  /// The square root; NaN below 0.
  SQRT {
    @Override
    public double value(double x) {
      return Math.sqrt(x);
    }
  },
  /// -1, 0 or 1, as the number is negative, zero or positive.
  SIGN {
    @Override
    public double value(double x) {
      return Math.signum(x);
    }
  },
  /// The number without its sign.
  ABS {
    @Override
    public double value(double x) {
      return Math.abs(x);
    }
  };

  /// The function at `x`.
  public abstract double value(double x);
}
