package dev.kern.kernel;

import static dev.kern.kernel.VectorElementwise.sumParts;
import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/// [Updates] on vectors; what is left over at the end is left to the scalar loops, which compute
/// the same to the bit.
final class VectorUpdates implements Updates {
  static final VectorUpdates LOOPS = new VectorUpdates();

  private static final ScalarUpdates REST = ScalarUpdates.LOOPS;

  private VectorUpdates() {}

  @Override
  public void gradientDescent(
      int n,
      float rate,
      float weightDecay,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector move = sumParts(parts, pitch, g, gAt + e);
      step(move, rate, weightDecay, w, wAt + e);
    }
    REST.gradientDescent(n - e, rate, weightDecay, parts, pitch, g, gAt + e, w, wAt + e);
  }

  /// `w -= rate * (move + weightDecay * w)`
  private static void step(FloatVector move, float rate, float weightDecay, float[] w, int at) {
    FloatVector weight = FloatVector.fromArray(FLOATS, w, at);
    weight.sub(move.add(weight.mul(weightDecay)).mul(rate)).intoArray(w, at);
  }

  @Override
  public void momentum(
      int n,
      float rate,
      float momentum,
      boolean nesterov,
      float weightDecay,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt,
      float[] v,
      int vAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector gradient = sumParts(parts, pitch, g, gAt + e);
      FloatVector velocity = FloatVector.fromArray(FLOATS, v, vAt + e).mul(momentum).add(gradient);
      velocity.intoArray(v, vAt + e);
      FloatVector move = nesterov ? velocity.mul(momentum).add(gradient) : velocity;
      step(move, rate, weightDecay, w, wAt + e);
    }
    REST.momentum(
        n - e,
        rate,
        momentum,
        nesterov,
        weightDecay,
        parts,
        pitch,
        g,
        gAt + e,
        w,
        wAt + e,
        v,
        vAt + e);
  }

  @Override
  public void adam(
      int n,
      float rate,
      double beta1,
      double beta2,
      double epsilon,
      float weightDecay,
      long step,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt) {
    float scale = ScalarUpdates.adamScale(beta1, beta2, step);
    float guard = ScalarUpdates.adamGuard(beta2, epsilon, step);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector gradient = sumParts(parts, pitch, g, gAt + e);
      FloatVector mean = moved(m, mAt + e, beta1, gradient);
      FloatVector square = moved(v, vAt + e, beta2, gradient.mul(gradient));
      FloatVector move = mean.mul(scale).div(square.sqrt().add(guard));
      step(move, rate, weightDecay, w, wAt + e);
    }
    REST.adam(
        n - e,
        rate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        step,
        parts,
        pitch,
        g,
        gAt + e,
        w,
        wAt + e,
        m,
        mAt + e,
        v,
        vAt + e);
  }

  /// `a = beta * a + (1 - beta) * x`
  private static FloatVector moved(float[] a, int at, double beta, FloatVector x) {
    FloatVector old = FloatVector.fromArray(FLOATS, a, at).mul((float) beta);
    FloatVector moved = old.add(x.mul((float) (1 - beta)));
    moved.intoArray(a, at);
    return moved;
  }
}
