package dev.kern.kernel.codegen;

import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.math.Activation;

/// An [Activation] of numbers in a row, or its gradient.
///
/// ```
/// for i < n:                                     vectors
///   y[i] = f(x[i])                               or
///   y[i] = w[i] * slope(x[i])                    where w is the gradient by f's result
/// ```
///
/// @param gradient whether this is the gradient, for which `x` is the argument of
///   [Activation#slope]
public record ActivationPattern(int lanes, Activation activation, boolean gradient)
    implements KernelPattern {
  @Override
  public String label() {
    return (gradient ? "ActivateGradient" : "Activate") + activation;
  }

  @Override
  public int reach(int n) {
    return n * lanes;
  }

  @Override
  public int tiny() {
    return 4;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    e.loop(
        a.n(),
        i -> {
          ActivationEmitter f = new ActivationEmitter(e, activation);
          Index at = e.at(a.xAt(), i, lanes);
          Lanes x = e.load(a.x(), at, 0);
          Lanes result =
              gradient
                  ? e.multiply(e.load(a.w(), e.at(a.wAt(), i, lanes), 0), f.slope(x))
                  : f.value(x);
          e.store(result, a.y(), e.at(a.yAt(), i, lanes), 0);
        });
  }
}
