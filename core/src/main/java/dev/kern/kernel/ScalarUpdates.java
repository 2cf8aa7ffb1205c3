package dev.kern.kernel;

import static dev.kern.kernel.ScalarElementwise.sumParts;

/// [Updates] in plain Java.
final class ScalarUpdates implements Updates {
  static final ScalarUpdates LOOPS = new ScalarUpdates();

  private ScalarUpdates() {}

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
    for (int e = 0; e < n; e++) {
      float weight = w[wAt + e];
      w[wAt + e] = weight - rate * (sumParts(parts, pitch, g, gAt + e) + weightDecay * weight);
    }
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
    for (int e = 0; e < n; e++) {
      float gradient = sumParts(parts, pitch, g, gAt + e);
      float velocity = momentum * v[vAt + e] + gradient;
      float move = nesterov ? gradient + momentum * velocity : velocity;
      float weight = w[wAt + e];
      v[vAt + e] = velocity;
      w[wAt + e] = weight - rate * (move + weightDecay * weight);
    }
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
    float old1 = (float) beta1;
    float new1 = (float) (1 - beta1);
    float old2 = (float) beta2;
    float new2 = (float) (1 - beta2);
    float scale = adamScale(beta1, beta2, step);
    float guard = adamGuard(beta2, epsilon, step);
    for (int e = 0; e < n; e++) {
      float gradient = sumParts(parts, pitch, g, gAt + e);
      float mean = old1 * m[mAt + e] + new1 * gradient;
      float square = old2 * v[vAt + e] + new2 * (gradient * gradient);
      float move = scale * mean / ((float) Math.sqrt(square) + guard);
      float weight = w[wAt + e];
      m[mAt + e] = mean;
      v[vAt + e] = square;
      w[wAt + e] = weight - rate * (move + weightDecay * weight);
    }
  }

  /// The part of Adam's bias corrections that multiplies `m`, drawn out of the loop.
  ///
  /// `m / (1-b1^t) / (sqrt(v / (1-b2^t)) + e) = r / (1-b1^t) * m / (sqrt(v) + e * r)`
  ///
  /// where `r = sqrt(1 - b2^t)`.
  static float adamScale(double beta1, double beta2, long step) {
    return (float)
        (Math.sqrt(1 - Math.pow(beta2, (double) step)) / (1 - Math.pow(beta1, (double) step)));
  }

  /// What is added to `sqrt(v)`, see [#adamScale].
  static float adamGuard(double beta2, double epsilon, long step) {
    return (float) (epsilon * Math.sqrt(1 - Math.pow(beta2, (double) step)));
  }
}
