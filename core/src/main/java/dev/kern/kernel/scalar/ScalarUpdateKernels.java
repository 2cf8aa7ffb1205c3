package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.PartialSums;
import dev.kern.kernel.UpdateKernels;

/// [UpdateKernels] in plain Java.
public final class ScalarUpdateKernels implements UpdateKernels {
  public static final ScalarUpdateKernels LOOPS = new ScalarUpdateKernels();

  private ScalarUpdateKernels() {}

  @Override
  public void sgd(int from, int to, float rate, float weightDecay, PartialSums g, Buffer w) {
    for (int e = from; e < to; e++) {
      step(g.sum(e), rate, weightDecay, w, e);
    }
  }

  /// `w -= rate * (move + weightDecay * w)`
  private static void step(float move, float rate, float weightDecay, Buffer w, int e) {
    w.set(e, w.get(e) - rate * (move + weightDecay * w.get(e)));
  }

  @Override
  public void momentum(
      int from, int to, Momentum rule, float rate, PartialSums g, Buffer w, Buffer v) {
    for (int e = from; e < to; e++) {
      float gradient = g.sum(e);
      float velocity = rule.momentum() * v.get(e) + gradient;
      v.set(e, velocity);
      float move = rule.nesterov() ? gradient + rule.momentum() * velocity : velocity;
      step(move, rate, rule.weightDecay(), w, e);
    }
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
    for (int e = from; e < to; e++) {
      float gradient = g.sum(e);
      float mean = moved(m, e, rule.beta1(), gradient);
      float square = moved(v, e, rule.beta2(), gradient * gradient);
      step(scale * mean / ((float) Math.sqrt(square) + guard), rate, rule.weightDecay(), w, e);
    }
  }

  /// `a = beta * a + (1 - beta) * x`
  private static float moved(Buffer a, int e, double beta, float x) {
    a.set(e, (float) beta * a.get(e) + (float) (1 - beta) * x);
    return a.get(e);
  }
}
