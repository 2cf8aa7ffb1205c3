package dev.kern.run;

import dev.kern.graph.Add;
import dev.kern.graph.AddScalar;
import dev.kern.graph.Divide;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.Sign;
import dev.kern.graph.Sqrt;
import dev.kern.graph.UpdateRule;

/// Update rules written as a user of the library would.
final class CustomRules {
  private CustomRules() {}

  static UpdateRule momentum(double momentum) {
    return UpdateRule.custom(
        "heavyBall",
        1,
        step -> {
          Node velocity = Add.of(Scale.of(step.slot(0), momentum), step.gradient());
          return step.moved(step.descend(velocity), velocity);
        });
  }

  static UpdateRule adamW(double weightDecay) {
    return UpdateRule.custom(
        "adamInOps",
        2,
        weightDecay,
        step -> {
          Node g = step.gradient();
          Node m = Add.of(Scale.of(step.slot(0), 0.9), Scale.of(g, 1 - 0.9));
          Node v = Add.of(Scale.of(step.slot(1), 0.999), Scale.of(Multiply.of(g, g), 1 - 0.999));
          Node first = ScaleBy.of(m, step.scalar(t -> 1 / (1 - Math.pow(0.9, t))));
          Node second = ScaleBy.of(v, step.scalar(t -> 1 / (1 - Math.pow(0.999, t))));
          Node direction = Divide.of(first, AddScalar.of(Sqrt.of(second), 1e-8));
          return step.moved(step.descend(direction), m, v);
        });
  }

  /// Source: Chen et al. 2023.
  static UpdateRule lion(double weightDecay) {
    return UpdateRule.custom(
        "lion",
        1,
        weightDecay,
        step -> {
          Node g = step.gradient();
          Node m = step.slot(0);
          Node direction = Sign.of(Add.of(Scale.of(m, 0.9), Scale.of(g, 0.1)));
          return step.moved(step.descend(direction), Add.of(Scale.of(m, 0.99), Scale.of(g, 0.01)));
        });
  }
}
