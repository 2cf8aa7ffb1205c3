package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorElementwiseKernels.sumParts;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.PartialSums;
import dev.kern.kernel.UpdateKernels;
import dev.kern.kernel.scalar.ScalarUpdateKernels;
import jdk.incubator.vector.FloatVector;

/// [UpdateKernels] on vectors; the scalar loops compute the remainder, with the same bits.
public final class VectorUpdateKernels implements UpdateKernels {
  public static final VectorUpdateKernels LOOPS = new VectorUpdateKernels();
  private static final ScalarUpdateKernels REST = ScalarUpdateKernels.LOOPS;

  private VectorUpdateKernels() {}

  @Override
  public void sgd(int from, int to, float rate, float weightDecay, PartialSums g, Buffer w) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      step(sumParts(g, e), rate, weightDecay, w, e);
    }
    REST.sgd(end, to, rate, weightDecay, g, w);
  }

  /// `w -= rate * (move + weightDecay * w)`
  private static void step(FloatVector move, float rate, float weightDecay, Buffer w, int e) {
    FloatVector weight = load(w, e);
    store(weight.sub(move.add(weight.mul(weightDecay)).mul(rate)), w, e);
  }

  @Override
  public void momentum(
      int from, int to, Momentum rule, float rate, PartialSums g, Buffer w, Buffer v) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector gradient = sumParts(g, e);
      FloatVector velocity = load(v, e).mul(rule.momentum()).add(gradient);
      store(velocity, v, e);
      FloatVector move = rule.nesterov() ? velocity.mul(rule.momentum()).add(gradient) : velocity;
      step(move, rate, rule.weightDecay(), w, e);
    }
    REST.momentum(end, to, rule, rate, g, w, v);
  }

  @Override
  public void adam(
      int from,
      int to,
      Adam rule,
      float rate,
      long t,
      PartialSums g,
      Buffer w,
      Buffer m,
      Buffer v) {
    float scale = rule.scale(t);
    float guard = rule.guard(t);
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector gradient = sumParts(g, e);
      FloatVector mean = moved(m, e, rule.beta1(), gradient);
      FloatVector square = moved(v, e, rule.beta2(), gradient.mul(gradient));
      step(mean.mul(scale).div(square.sqrt().add(guard)), rate, rule.weightDecay(), w, e);
    }
    REST.adam(end, to, rule, rate, t, g, w, m, v);
  }

  /// `a = beta * a + (1 - beta) * x`
  private static FloatVector moved(Buffer a, int e, double beta, FloatVector x) {
    FloatVector moved = load(a, e).mul((float) beta).add(x.mul((float) (1 - beta)));
    store(moved, a, e);
    return moved;
  }
}
