package dev.kern.layer;

import dev.kern.extension.Registry;
import dev.kern.math.Activation;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The layers from outside of Kern that files can name, by their [Layer#kind].
///
/// A file holds a custom layer's kind and settings, the components of its record: `{"type":
/// "twice", "factor": 2.0}`. To read such a file a program must have registered the layer, or a jar
/// must register it as an [extension][dev.kern.extension.Extension].
public final class CustomLayers {
  /// The kinds of Kern's own layers.
  static final Set<String> BUILT_IN =
      Stream.concat(
              Stream.of(
                  "conv",
                  "depthwise",
                  "dense",
                  "maxPool",
                  "averagePool",
                  "globalAveragePool",
                  "flatten",
                  "dropout",
                  "batchNorm",
                  "layerNorm",
                  "localResponse",
                  "affine",
                  "prelu",
                  "padding",
                  "border",
                  "subsample",
                  "shuffle",
                  "channels",
                  "add",
                  "multiply",
                  "concat",
                  "heads",
                  "frozen"),
              Arrays.stream(Activation.values()).map(f -> new Nonlinearity(f).kind()))
          .collect(Collectors.toUnmodifiableSet());

  private static final Registry<Layer> LAYERS =
      new Registry<>(
          "layer",
          "CustomLayers",
          BUILT_IN,
          layer -> checkEnd(layer.kind()),
          layer -> layer instanceof CustomLayer made ? made.body().getClass() : layer.getClass());

  private CustomLayers() {}

  /// Makes a layer known to the readers of networks, models and runs, in this process. Registering
  /// the same one again does no harm.
  ///
  /// Fails with [IllegalArgumentException] if its kind is that of one of Kern's own layers or of
  /// another class, or if it is neither a record whose components can be read nor made by
  /// [Layer#custom].
  ///
  /// @param example any layer of the kind; its settings don't matter
  public static void register(Layer example) {
    LAYERS.register(example);
  }

  /// The registered layers.
  public static Registry<Layer> registry() {
    return LAYERS;
  }

  /// The kind, if a layer from outside may have it.
  ///
  /// Fails with [IllegalArgumentException] if not.
  static String checkName(String kind) {
    return LAYERS.checkName(checkEnd(kind));
  }

  /// A digit at the end would mix up with the numbers that tell layers of a kind apart.
  private static String checkEnd(String kind) {
    if (!kind.isEmpty() && Character.isDigit(kind.charAt(kind.length() - 1))) {
      throw new IllegalArgumentException(
          "the name of a custom layer can't end with a digit, given '%s'".formatted(kind));
    }
    return kind;
  }
}
