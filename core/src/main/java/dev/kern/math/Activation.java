package dev.kern.math;

import java.util.Locale;

/// Activation functions, each with its slope.
///
/// The gradient needs the slope, which is computed from either the input `x` or the output `y` of
/// the function. [#slopeFromOutput] says from which, so that a plan keeps only that one.
public enum Activation {
  /// `y = x`
  IDENTITY(true) {
    @Override
    public double value(double x) {
      return x;
    }

    @Override
    public double slope(double y) {
      return 1;
    }
  },

  /// `y = max(x, 0)`; the slope at 0 is 0, as in TensorFlow.
  RELU(true) {
    @Override
    public double value(double x) {
      return Math.max(x, 0);
    }

    @Override
    public double slope(double y) {
      return y > 0 ? 1 : 0;
    }
  },

  /// `y = min(max(x, 0), 6)`. Source: Krizhevsky 2010.
  RELU6(true) {
    @Override
    public double value(double x) {
      return Math.min(Math.max(x, 0), 6);
    }

    @Override
    public double slope(double y) {
      return y > 0 && y < 6 ? 1 : 0;
    }
  },

  /// `y = x` where `x > 0`, else `0.01 x`. Source: Maas et al. 2013.
  LEAKY_RELU(true) {
    @Override
    public double value(double x) {
      return x > 0 ? x : 0.01 * x;
    }

    @Override
    public double slope(double y) {
      return y > 0 ? 1 : 0.01;
    }
  },

  /// `y = x` where `x > 0`, else `exp(x) - 1`. Source: Clevert et al. 2015.
  ELU(true) {
    @Override
    public double value(double x) {
      return x > 0 ? x : Math.expm1(x);
    }

    @Override
    public double slope(double y) {
      return y > 0 ? 1 : y + 1;
    }
  },

  /// `y = l x` where `x > 0`, else `l a (exp(x) - 1)`, with the two constants that preserve a mean
  /// of 0 and a variance of 1. Source: Klambauer et al. 2017.
  SELU(true) {
    @Override
    public double value(double x) {
      return x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * Math.expm1(x);
    }

    @Override
    public double slope(double y) {
      return y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA;
    }
  },

  /// `y = 1 / (1 + exp(-x))`
  SIGMOID(true) {
    @Override
    public double value(double x) {
      return 1 / (1 + Math.exp(-x));
    }

    @Override
    public double slope(double y) {
      return y * (1 - y);
    }
  },

  /// `y = min(max(x + 3, 0), 6) / 6`, a piecewise linear sigmoid. Source: Howard et al. 2019.
  HARD_SIGMOID(true) {
    @Override
    public double value(double x) {
      return RELU6.value(x + 3) / 6;
    }

    @Override
    public double slope(double y) {
      return y > 0 && y < 1 ? 1.0 / 6 : 0;
    }
  },

  /// `y = tanh(x)`
  TANH(true) {
    @Override
    public double value(double x) {
      return Math.tanh(x);
    }

    @Override
    public double slope(double y) {
      return 1 - y * y;
    }
  },

  /// `y = x / (1 + exp(-x))`, also called swish. Source: Elfwing et al. 2017.
  SILU(false) {
    @Override
    public double value(double x) {
      return x * SIGMOID.value(x);
    }

    @Override
    public double slope(double x) {
      double s = SIGMOID.value(x);
      return s * (1 + x * (1 - s));
    }
  },

  /// `y = x min(max(x + 3, 0), 6) / 6`. Source: Howard et al. 2019.
  HARD_SWISH(false) {
    @Override
    public double value(double x) {
      return x * HARD_SIGMOID.value(x);
    }

    @Override
    public double slope(double x) {
      return x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6;
    }
  },

  /// `y = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x³)))`, the usual approximation. Source: Hendrycks
  /// and Gimpel 2016.
  GELU(false) {
    @Override
    public double value(double x) {
      return 0.5 * x * (1 + Math.tanh(ROOT * (x + CUBE * x * x * x)));
    }

    @Override
    public double slope(double x) {
      double t = Math.tanh(ROOT * (x + CUBE * x * x * x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x);
    }
  },

  /// `y = x/2 (1 + erf(x / sqrt(2)))`, without the approximation of [#GELU].
  EXACT_GELU(false) {
    @Override
    public double value(double x) {
      return x * normal(x);
    }

    @Override
    public double slope(double x) {
      return normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
  };

  /// The slope of [#SELU] for positive numbers.
  public static final double SELU_SCALE = 1.0507009873554805;

  /// The lower limit of [#SELU] is minus this times its scale.
  public static final double SELU_ALPHA = 1.6732632423543772;

  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  private final boolean slopeFromOutput;

  Activation(boolean slopeFromOutput) {
    this.slopeFromOutput = slopeFromOutput;
  }

  /// The distribution function of the standard normal distribution, by a series that converges for
  /// all numbers. Source: Marsaglia 2004.
  private static double normal(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double sum = x;
    double term = x;
    for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /// The function's value at `x`.
  public abstract double value(double x);

  /// The function's slope, computed from its output if [#slopeFromOutput], else from its input.
  public abstract double slope(double saved);

  /// Whether [#slope] is computed from the output rather than from the input.
  public boolean slopeFromOutput() {
    return slopeFromOutput;
  }

  /// The activation's name in text, such as `relu`.
  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether it takes more than a few operations, as an exponential does: then it belongs into a
  /// loop and not into straight-line code over all sums, and costs more than to load its result.
  public boolean isLong() {
    return switch (this) {
      case IDENTITY, RELU, RELU6, LEAKY_RELU, HARD_SIGMOID, HARD_SWISH -> false;
      case ELU, SELU, SIGMOID, TANH, SILU, GELU, EXACT_GELU -> true;
    };
  }

  /// Whether the slope is 0 or 1 everywhere, so that the gradient needs only one bit per element.
  public boolean isGate() {
    return this == IDENTITY || this == RELU;
  }
}
