package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static jdk.incubator.vector.FloatVector.fromArray;

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
    float[] gs = g.buffer().array();
    float[] ws = w.array();
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector move = FloatVector.zero(FLOATS);
      for (int p = 0; p < g.count(); p++) {
        move = fromArray(FLOATS, gs, g.buffer().at() + e + p * g.pitch()).add(move);
      }
      FloatVector weight = fromArray(FLOATS, ws, w.at() + e);
      move = move.add(weight.mul(weightDecay)).mul(rate);
      weight.sub(move).intoArray(ws, w.at() + e);
    }
    REST.sgd(end, to, rate, weightDecay, g, w);
  }

  @Override
  public void momentum(
      int from, int to, Momentum rule, float rate, PartialSums g, Buffer w, Buffer v) {
    float[] gs = g.buffer().array();
    float[] ws = w.array();
    float[] vs = v.array();
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector gradient = FloatVector.zero(FLOATS);
      for (int p = 0; p < g.count(); p++) {
        gradient = fromArray(FLOATS, gs, g.buffer().at() + e + p * g.pitch()).add(gradient);
      }
      FloatVector velocity = fromArray(FLOATS, vs, v.at() + e).mul(rule.momentum()).add(gradient);
      velocity.intoArray(vs, v.at() + e);
      FloatVector move = rule.nesterov() ? velocity.mul(rule.momentum()).add(gradient) : velocity;
      FloatVector weight = fromArray(FLOATS, ws, w.at() + e);
      move = move.add(weight.mul(rule.weightDecay())).mul(rate);
      weight.sub(move).intoArray(ws, w.at() + e);
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
    float beta1 = (float) rule.beta1();
    float beta2 = (float) rule.beta2();
    float rest1 = (float) (1 - rule.beta1());
    float rest2 = (float) (1 - rule.beta2());
    float[] gs = g.buffer().array();
    float[] ws = w.array();
    float[] ms = m.array();
    float[] vs = v.array();
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector gradient = FloatVector.zero(FLOATS);
      for (int p = 0; p < g.count(); p++) {
        gradient = fromArray(FLOATS, gs, g.buffer().at() + e + p * g.pitch()).add(gradient);
      }
      FloatVector square = gradient.mul(gradient).mul(rest2);
      FloatVector mean = fromArray(FLOATS, ms, m.at() + e).mul(beta1).add(gradient.mul(rest1));
      square = fromArray(FLOATS, vs, v.at() + e).mul(beta2).add(square);
      mean.intoArray(ms, m.at() + e);
      square.intoArray(vs, v.at() + e);
      FloatVector move = mean.mul(scale).div(square.sqrt().add(guard));
      FloatVector weight = fromArray(FLOATS, ws, w.at() + e);
      move = move.add(weight.mul(rule.weightDecay())).mul(rate);
      weight.sub(move).intoArray(ws, w.at() + e);
    }
    REST.adam(end, to, rule, rate, t, g, w, m, v);
  }
}
