package dev.kern.layer;

import dev.kern.graph.Initializer;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/// The initializers from outside of Kern that files may speak of, by their names.
///
/// To read a file that names one, a program must have registered it, or a jar must bring it as a
/// [LayerProvider].
public final class CustomInitializers {
  private static final Registry<Initializer.Custom> INITIALIZERS =
      new Registry<>(
          "initializer",
          Initializer.Custom::name,
          custom -> custom.values().getClass(),
          Set.of("constant", "truncatedNormal", "glorotUniform", "heNormal"),
          () ->
              ServiceLoader.load(LayerProvider.class).stream()
                  .flatMap(provider -> provider.get().initializers().stream()));

  private CustomInitializers() {}

  /// Makes an initializer known to the readers of networks, models and runs, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(Initializer.Custom initializer) {
    INITIALIZERS.register(initializer);
  }

  /// The registered initializer of this name.
  public static Optional<Initializer.Custom> find(String name) {
    return INITIALIZERS.find(name);
  }

  /// The names of all registered initializers.
  public static Set<String> names() {
    return INITIALIZERS.names();
  }
}
