package dev.kern.layer;

import dev.kern.graph.Initializer;
import java.util.List;

/// What a jar adds to Kern for networks in files: found as a service ([java.util.ServiceLoader]),
/// so that the command line knows the layers of every jar on its class path.
///
/// A provider is a public class with a public constructor that takes nothing, named in
/// `META-INF/services/dev.kern.layer.LayerProvider` or by `provides` in a module's declaration.
public interface LayerProvider {
  /// An example of each custom layer; see [CustomLayers#register].
  default List<Layer> layers() {
    return List.of();
  }

  /// Custom initializers.
  default List<Initializer.Custom> initializers() {
    return List.of();
  }
}
