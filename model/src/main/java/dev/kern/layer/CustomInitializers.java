package dev.kern.layer;

import dev.kern.extension.Registry;
import dev.kern.graph.Initializer;
import java.util.Set;

/// The initialisers from outside of Kern that files can name, by their names.
///
/// To read a file that names one, a program must have registered it, or a jar must register it as
/// an [extension][dev.kern.extension.Extension].
public final class CustomInitializers {
  private static final Registry<Initializer> INITIALIZERS =
      new Registry<>(
          "initializer",
          "CustomInitializers",
          Set.of(
              "constant",
              "truncatedNormal",
              "glorotUniform",
              "heNormal",
              "dirac",
              "orthogonal",
              "whitening"),
          initializer -> custom(initializer).name(),
          initializer -> custom(initializer).values().getClass());

  private CustomInitializers() {}

  /// Makes an initialiser known to the readers of networks, models and runs, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(Initializer.Custom initializer) {
    INITIALIZERS.register(initializer);
  }

  /// The registered initialisers.
  public static Registry<Initializer> registry() {
    return INITIALIZERS;
  }

  private static Initializer.Custom custom(Initializer initializer) {
    return (Initializer.Custom) initializer;
  }
}
