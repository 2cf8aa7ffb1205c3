package dev.kern.layer;

import java.util.List;

/// One of several outputs of a network: layers, one after the other, under a name; see
/// [Layer#heads].
///
/// @param name what its answer is called, as in the data's targets
/// @param layers its layers, in order; they end in a row of numbers per image
public record Head(String name, List<Layer> layers) {
  /// Copies the list.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer, or the name isn't made of letters,
  /// digits, `_` and `-`.
  public Head {
    layers = List.copyOf(layers);
    if (!name.matches("[A-Za-z0-9_-]{1,40}")) {
      throw new IllegalArgumentException(
          "a head takes a name of letters, digits, _ and -, given '%s'".formatted(name));
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "head '%s' takes 1 or more layers, given none".formatted(name));
    }
  }
}
