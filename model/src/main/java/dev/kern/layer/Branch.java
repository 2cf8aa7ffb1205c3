package dev.kern.layer;

import java.util.List;

/// Layers one after the other, as one of several branches of [Sum] or [Concatenation]; a branch
/// without layers passes the image on as it is.
///
/// @param layers the layers, in order
public record Branch(List<Layer> layers) {
  /// Copies the list.
  public Branch {
    layers = List.copyOf(layers);
  }
}
