package dev.kern.kernel.codegen;

import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.math.Activation;
import dev.kern.math.FloatExp;
import java.util.HashMap;
import java.util.Map;

/// Emits an [Activation], one operation after the other, or its slope. The bits don't depend on
/// whether it is part of the store of a kernel or a loop of its own.
///
/// NaN passes through: comparisons choose the limit only where a number is known to be beyond it.
final class ActivationEmitter {
  private static final float LEAK = 0.01f;
  private static final float SCALE = (float) Activation.SELU_SCALE;
  private static final float FLOOR = (float) (Activation.SELU_SCALE * Activation.SELU_ALPHA);
  private static final float SIXTH = 1 / 6f;
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBE = 0.044715f;

  private static final float[] EXP = {1 / 5040f, 1 / 720f, 1 / 120f, 1 / 24f, 1 / 6f, 0.5f, 1, 1};

  // tanh(x) near 0, a series in x²
  private static final float NEAR = 0.35f;
  private static final float[] TANH = {-1382 / 155925f, 62 / 2835f, -17 / 315f, 2 / 15f, -1 / 3f};

  // The tail of the normal distribution above |x|: its density times a polynomial in
  // 1 / (1 + 0.21 |x|), fitted to a relative error of 1.2e-8.
  private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));
  private static final float TAIL_RATE = 0.21f;
  private static final float[] TAIL = {
    -0.072418325f,
    0.28735277f,
    -0.33820575f,
    0.35877326f,
    -0.1006561f,
    0.12788554f,
    0.0683722f,
    0.08519282f,
    0.08370361f
  };

  private final Emitter e;
  private final Activation f;
  private final Map<Float, Lanes> constants = new HashMap<>();

  ActivationEmitter(Emitter e, Activation f) {
    this.e = e;
    this.f = f;
  }

  /// The values at `x`. Constants are loaded where they are first used: all values of an emitter
  /// must be within the same loop.
  Lanes value(Lanes x) {
    return switch (f) {
      case IDENTITY -> x;
      case RELU -> least(x, 0);
      case RELU6 -> between(x, 0, 6);
      case LEAKY_RELU -> negative(x, e.multiply(x, c(LEAK)), x);
      case ELU -> negative(x, e.subtract(exp(x), c(1)), x);
      case SELU ->
          negative(x, e.multiply(e.subtract(exp(x), c(1)), c(FLOOR)), e.multiply(x, c(SCALE)));
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> hardSigmoid(x);
      case TANH -> tanh(x);
      case SILU -> e.multiply(x, sigmoid(x));
      case HARD_SWISH -> e.multiply(x, hardSigmoid(x));
      case GELU -> e.multiply(x, gate(x));
      case EXACT_GELU -> e.multiply(x, normal(x, density(x)));
    };
  }

  /// The slopes, computed from the argument of [Activation#slope].
  Lanes slope(Lanes saved) {
    return switch (f) {
      case IDENTITY -> c(1);
      case RELU -> positive(saved, c(0), 1);
      case RELU6 -> inside(saved, 6, 1);
      case LEAKY_RELU -> positive(saved, c(LEAK), 1);
      case ELU -> positive(saved, e.add(saved, c(1)), 1);
      case SELU -> positive(saved, e.add(saved, c(FLOOR)), SCALE);
      case SIGMOID -> e.multiply(saved, e.subtract(c(1), saved));
      case HARD_SIGMOID -> inside(saved, 1, SIXTH);
      case TANH -> e.subtract(c(1), e.multiply(saved, saved));
      case SILU -> siluSlope(saved);
      case HARD_SWISH -> hardSwishSlope(saved);
      case GELU -> geluSlope(saved);
      case EXACT_GELU -> {
        Lanes density = density(saved);
        yield e.multiplyAdd(e.multiply(saved, density), c(DENSITY), normal(saved, density));
      }
    };
  }

  private Lanes siluSlope(Lanes x) {
    Lanes s = sigmoid(x);
    return e.multiply(s, e.add(e.multiply(e.subtract(c(1), s), x), c(1)));
  }

  private Lanes hardSwishSlope(Lanes x) {
    Lanes inside = e.multiply(e.add(e.add(x, x), c(3)), c(SIXTH));
    Lanes above = e.blend(inside, c(0), e.notAbove(x, c(-3)));
    return e.blend(above, c(1), e.notAbove(c(3), x));
  }

  /// With `u = 2z` and `s = sigmoid(u)`, `s + x u' s (1 - s)`.
  private Lanes geluSlope(Lanes x) {
    Lanes square = e.multiply(x, x);
    Lanes u = e.multiply(e.multiplyAdd(square, c(2 * ROOT * CUBE), c(2 * ROOT)), x);
    Lanes slope = e.multiplyAdd(square, c(6 * ROOT * CUBE), c(2 * ROOT));
    Lanes s = sigmoid(u);
    Lanes rise = e.subtract(s, e.multiply(s, s));
    return e.multiplyAdd(e.multiply(x, slope), rise, s);
  }

  private Lanes c(float value) {
    return constants.computeIfAbsent(value, e::splat);
  }

  /// `below` where `x <= 0`, else `above`.
  private Lanes negative(Lanes x, Lanes below, Lanes above) {
    return e.blend(above, below, e.notAbove(x, c(0)));
  }

  /// `above` where `x > 0`, else `below`.
  private Lanes positive(Lanes x, Lanes below, float above) {
    return e.blend(below, c(above), e.greater(x, c(0)));
  }

  /// `slope` where `0 < y < most`, else 0.
  private Lanes inside(Lanes y, float most, float slope) {
    return e.blend(positive(y, c(0), slope), c(0), e.notAbove(c(most), y));
  }

  private Lanes least(Lanes x, float least) {
    return e.blend(x, c(least), e.notAbove(x, c(least)));
  }

  private Lanes between(Lanes x, float least, float most) {
    Lanes y = least(x, least);
    return e.blend(y, c(most), e.notAbove(c(most), y));
  }

  private Lanes hardSigmoid(Lanes x) {
    return e.multiply(between(e.add(x, c(3)), 0, 6), c(SIXTH));
  }

  private Lanes sigmoid(Lanes x) {
    return e.divide(c(1), e.add(exp(e.subtract(c(0), x)), c(1)));
  }

  private Lanes gate(Lanes x) {
    Lanes cube = e.add(e.multiply(e.multiply(x, x), c(CUBE)), c(1));
    Lanes z = e.multiply(e.multiply(cube, x), c(ROOT));
    return sigmoid(e.add(z, z));
  }

  private Lanes tanh(Lanes x) {
    Lanes far = e.subtract(c(1), e.divide(c(2), e.add(exp(e.add(x, x)), c(1))));
    Lanes z = e.multiply(x, x);
    Lanes near = e.multiplyAdd(e.multiply(series(TANH, z), z), x, x);
    return e.blend(far, near, e.greater(c(NEAR), e.absolute(x)));
  }

  /// `exp(-x²/2)`
  private Lanes density(Lanes x) {
    return exp(e.multiply(e.multiply(x, x), c(-0.5f)));
  }

  /// The distribution function of the standard normal distribution: 1 less the tail.
  private Lanes normal(Lanes x, Lanes density) {
    Lanes t = e.divide(c(1), e.multiplyAdd(e.absolute(x), c(TAIL_RATE), c(1)));
    Lanes tail = e.multiply(e.multiply(series(TAIL, t), t), density);
    return e.blend(tail, e.subtract(c(1), tail), e.greater(x, c(0)));
  }

  private Lanes exp(Lanes x) {
    Lanes clamped = between(x, FloatExp.LEAST, FloatExp.MOST);
    Lanes shifted = e.multiplyAdd(clamped, c(FloatExp.LOG2_E), c(FloatExp.ROUNDER));
    Lanes k = e.subtract(shifted, c(FloatExp.ROUNDER));
    Lanes r =
        e.multiplyAdd(k, c(-FloatExp.LN2_LOW), e.multiplyAdd(k, c(-FloatExp.LN2_HIGH), clamped));
    return e.multiply(series(EXP, r), e.powerOfTwo(shifted));
  }

  /// A polynomial, from the highest power down.
  private Lanes series(float[] coefficients, Lanes x) {
    Lanes sum = c(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = e.multiplyAdd(sum, x, c(coefficients[i]));
    }
    return sum;
  }
}
