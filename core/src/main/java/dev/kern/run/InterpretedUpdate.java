package dev.kern.run;

import dev.kern.graph.UpdateRule;

/// The reference implementation of the update rules.
final class InterpretedUpdate {
  private InterpretedUpdate() {}

  /// The variable after a step; updates `slots` in place.
  ///
  /// @param in variable, gradient and rate
  static double[] move(UpdateRule rule, double[][] in, double[][] slots, long step) {
    double rate = in[2][0];
    double decay = rule.weightDecay();
    return InterpretedRows.each(
        in[0].length,
        i -> in[0][i] - rate * decay * in[0][i] - rate * direction(rule, in[1][i], slots, i, step));
  }

  private static double direction(UpdateRule rule, double g, double[][] slots, int i, long step) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> g;
      case UpdateRule.Momentum(double momentum, boolean nesterov, _) -> {
        double v = momentum * slots[0][i] + g;
        slots[0][i] = v;
        yield nesterov ? g + momentum * v : v;
      }
      case UpdateRule.Adam(double beta1, double beta2, double epsilon, _) -> {
        double m = beta1 * slots[0][i] + (1 - beta1) * g;
        double v = beta2 * slots[1][i] + (1 - beta2) * g * g;
        slots[0][i] = m;
        slots[1][i] = v;
        double first = m / (1 - Math.pow(beta1, (double) (step + 1)));
        double second = v / (1 - Math.pow(beta2, (double) (step + 1)));
        yield first / (Math.sqrt(second) + epsilon);
      }
      case UpdateRule.Muon _, UpdateRule.Custom _ ->
          throw new IllegalArgumentException(
              "the rule %s has no meaning of its own; expand it with the Differentiate pass and interpret the graph that gives"
                  .formatted(rule));
    };
  }
}
