package dev.kern.optimize;

import dev.kern.extension.Registry;
import dev.kern.graph.UpdateRule;
import java.util.Set;

/// The update rules from outside of Kern that files can name, by their names.
///
/// A run's file holds a rule's name, the learning rate and the weight decay: `{"type": "lion",
/// "learningRate": 1.0E-4, "weightDecay": 0.01}`. To read it, a program must have registered the
/// rule, or a jar must register it as an [extension][dev.kern.extension.Extension].
public final class CustomRules {
  private static final Registry<Optimizer> RULES =
      new Registry<>(
          "update rule",
          "CustomRules",
          Set.of("sgd", "momentum", "adam", "muon", "gradientDescent"),
          optimizer -> custom(optimizer).name(),
          optimizer -> custom(optimizer).function().getClass());

  private CustomRules() {}

  /// Makes an update rule known to the readers of runs and recipes, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(UpdateRule.Custom rule) {
    RULES.register(new Optimizer(1, rule));
  }

  /// Optimizers with the registered rules, and a learning rate of 1.
  public static Registry<Optimizer> registry() {
    return RULES;
  }

  private static UpdateRule.Custom custom(Optimizer optimizer) {
    return (UpdateRule.Custom) optimizer.rule();
  }
}
