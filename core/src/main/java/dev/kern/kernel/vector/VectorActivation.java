package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.exp;
import static dev.kern.kernel.vector.VectorMath.sigmoid;
import static dev.kern.kernel.vector.VectorMath.tanh;

import dev.kern.math.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// [Activation]s on vectors: value and slope.
final class VectorActivation {
  private static final float LEAK = 0.01f;
  private static final float SCALE = (float) Activation.SELU_SCALE;
  private static final float FLOOR = (float) (Activation.SELU_SCALE * Activation.SELU_ALPHA);
  private static final float SIXTH = 1 / 6f;
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float DENSITY = (float) (1 / Math.sqrt(2 * Math.PI));
  private static final float TAIL_RATE = 0.21f;
  private static final float[] TAIL = {
    0.08370361f,
    0.08519282f,
    0.0683722f,
    0.12788554f,
    -0.1006561f,
    0.35877326f,
    -0.33820575f,
    0.28735277f,
    -0.072418325f
  };
  private static final float CUBE = 0.044715f;

  private VectorActivation() {}

  /// The values at `x`.
  static FloatVector value(Activation f, FloatVector x) {
    return switch (f) {
      case IDENTITY -> x;
      case RELU -> x.blend(0, x.compare(VectorOperators.LE, 0));
      case RELU6 -> x.max(0).min(6);
      case LEAKY_RELU -> x.blend(x.mul(LEAK), x.compare(VectorOperators.LE, 0));
      case ELU -> x.blend(exp(x).sub(1), x.compare(VectorOperators.LE, 0));
      case SELU -> x.mul(SCALE).blend(exp(x).sub(1).mul(FLOOR), x.compare(VectorOperators.LE, 0));
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> hardSigmoid(x);
      case TANH -> tanh(x);
      case SILU -> x.mul(sigmoid(x));
      case HARD_SWISH -> x.mul(hardSigmoid(x));
      case GELU -> x.mul(gate(x));
      case EXACT_GELU -> x.mul(normal(x, density(x)));
    };
  }

  /// The slopes, computed from the argument of [Activation#slope].
  static FloatVector slope(Activation f, FloatVector saved) {
    return switch (f) {
      case IDENTITY -> broadcast(1);
      case RELU -> broadcast(0).blend(1, saved.compare(VectorOperators.GT, 0));
      case RELU6 -> between(saved, 6, 1);
      case LEAKY_RELU -> broadcast(LEAK).blend(1, saved.compare(VectorOperators.GT, 0));
      case ELU -> saved.add(1).blend(1, saved.compare(VectorOperators.GT, 0));
      case SELU -> saved.add(FLOOR).blend(SCALE, saved.compare(VectorOperators.GT, 0));
      case SIGMOID -> saved.mul(broadcast(1).sub(saved));
      case HARD_SIGMOID -> between(saved, 1, SIXTH);
      case TANH -> broadcast(1).sub(saved.mul(saved));
      case SILU -> siluSlope(saved);
      case HARD_SWISH ->
          saved
              .mul(2)
              .add(3)
              .mul(SIXTH)
              .blend(0, saved.compare(VectorOperators.LE, -3))
              .blend(1, saved.compare(VectorOperators.GE, 3));
      case GELU -> geluSlope(saved);
      case EXACT_GELU -> exactGeluSlope(saved);
    };
  }

  private static FloatVector hardSigmoid(FloatVector x) {
    return x.add(3).max(0).min(6).mul(SIXTH);
  }

  /// `slope` where `0 < y < most`, else 0.
  private static FloatVector between(FloatVector y, float most, float slope) {
    return broadcast(0)
        .blend(slope, y.compare(VectorOperators.GT, 0).and(y.compare(VectorOperators.LT, most)));
  }

  private static FloatVector siluSlope(FloatVector x) {
    FloatVector s = sigmoid(x);
    return s.mul(broadcast(1).sub(s).mul(x).add(1));
  }

  /// `(1 + tanh(z)) / 2 = sigmoid(2z)`, which stays accurate where tanh is near -1.
  private static FloatVector gate(FloatVector x) {
    FloatVector z = x.mul(x).mul(CUBE).add(1).mul(x).mul(ROOT);
    return sigmoid(z.add(z));
  }

  /// `exp(-x²/2)`
  private static FloatVector density(FloatVector x) {
    return exp(x.mul(x).mul(-0.5f));
  }

  /// The distribution function of the standard normal distribution, given [#density]: 1 less the
  /// tail above `|x|`, which is the density times a polynomial in `1 / (1 + 0.21 |x|)`, fitted to a
  /// relative error of 1.2e-8.
  private static FloatVector normal(FloatVector x, FloatVector density) {
    FloatVector t = broadcast(1).div(x.abs().fma(broadcast(TAIL_RATE), broadcast(1)));
    FloatVector p = broadcast(TAIL[TAIL.length - 1]);
    for (int k = TAIL.length - 2; k >= 0; k--) {
      p = p.fma(t, broadcast(TAIL[k]));
    }
    FloatVector tail = p.mul(t).mul(density);
    return tail.blend(broadcast(1).sub(tail), x.compare(VectorOperators.GT, 0));
  }

  private static FloatVector exactGeluSlope(FloatVector x) {
    FloatVector density = density(x);
    return x.mul(density).fma(broadcast(DENSITY), normal(x, density));
  }

  private static FloatVector geluSlope(FloatVector x) {
    FloatVector s = gate(x);
    FloatVector dz = x.mul(x).mul(3 * CUBE).add(1).mul(ROOT);
    return s.mul(broadcast(1).sub(s).mul(x).mul(dz).mul(2).add(1));
  }
}
