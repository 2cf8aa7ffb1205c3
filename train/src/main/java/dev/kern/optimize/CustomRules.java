package dev.kern.optimize;

import dev.kern.graph.UpdateRule;
import dev.kern.layer.Registry;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/// The update rules from outside of Kern that files may speak of, by their names.
///
/// A run's file holds a rule's name, the learning rate and the weight decay: `{"type": "lion",
/// "learningRate": 1.0E-4, "weightDecay": 0.01}`. To read it, a program must have registered the
/// rule, or a jar must bring it as an [OptimizerProvider].
public final class CustomRules {
  private static final Registry<UpdateRule.Custom> RULES =
      new Registry<>(
          "update rule",
          UpdateRule.Custom::name,
          rule -> rule.function().getClass(),
          Set.of("sgd", "momentum", "adam", "gradientDescent"),
          () ->
              ServiceLoader.load(OptimizerProvider.class).stream()
                  .flatMap(provider -> provider.get().rules().stream()));

  private CustomRules() {}

  /// Makes an update rule known to the readers of runs and recipes, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(UpdateRule.Custom rule) {
    RULES.register(rule);
  }

  /// The registered rule of this name.
  public static Optional<UpdateRule.Custom> find(String name) {
    return RULES.find(name);
  }

  /// The names of all registered rules.
  public static Set<String> names() {
    return RULES.names();
  }
}
