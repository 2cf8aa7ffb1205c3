package dev.kern.layer;

import dev.kern.json.ObjectCodec;
import dev.kern.math.Activation;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The layers from outside of Kern that files may speak of, by their [Layer#kind].
///
/// A file holds a custom layer's kind and settings, the components of its record: `{"type":
/// "twice", "factor": 2.0}`. To read such a file a program must have registered the layer, or a jar
/// must bring it as a [LayerProvider].
public final class CustomLayers {
  private static final Set<String> BUILT_IN =
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
                  "padding",
                  "add",
                  "concat",
                  "frozen"),
              Arrays.stream(Activation.values()).map(f -> new Nonlinearity(f).kind()))
          .collect(Collectors.toUnmodifiableSet());

  /// The classes of Kern's own layers.
  static final Set<Class<? extends Layer>> OWN =
      Set.of(
          Conv.class,
          Depthwise.class,
          Dense.class,
          Nonlinearity.class,
          MaxPooling.class,
          AveragePooling.class,
          GlobalAveragePooling.class,
          Flatten.class,
          Dropout.class,
          BatchNormalization.class,
          ZeroPadding.class,
          Sum.class,
          Concatenation.class,
          Frozen.class);

  private static final Registry<Layer> LAYERS =
      new Registry<>(
          "layer",
          Layer::kind,
          layer -> layer instanceof CustomLayer made ? made.body().getClass() : layer.getClass(),
          BUILT_IN,
          () ->
              ServiceLoader.load(LayerProvider.class).stream()
                  .flatMap(provider -> provider.get().layers().stream())
                  .map(CustomLayers::checked));

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
    LAYERS.register(checked(example));
  }

  /// The registered layer of this kind.
  public static Optional<Layer> find(String kind) {
    return LAYERS.find(kind);
  }

  /// The kinds of all registered layers.
  public static Set<String> names() {
    return LAYERS.names();
  }

  /// Whether a layer is none of Kern's own.
  public static boolean isCustom(Layer layer) {
    return !OWN.contains(layer.getClass());
  }

  /// The kind, if a layer from outside may have it.
  ///
  /// Fails with [IllegalArgumentException] if not.
  static String checkName(String kind) {
    return LAYERS.checkName(kind);
  }

  /// A layer from outside, if files can hold it.
  ///
  /// Fails with [IllegalArgumentException] if they can't.
  public static Layer checked(Layer layer) {
    LAYERS.checkName(layer.kind());
    if (!layer.getClass().isRecord()) {
      throw new IllegalArgumentException(
          "layer '%s' is of the class %s, of which files can't hold the settings; fix: make it a record, or Layer.custom(\"%s\", ...) if it has none"
              .formatted(layer.kind(), layer.getClass().getName(), layer.kind()));
    }
    if (!ObjectCodec.canReach(layer.getClass())) {
      throw new IllegalArgumentException(
          "layer '%s': the settings of the record %s can't be read; fix: `opens %s to %s` in its module"
              .formatted(
                  layer.kind(),
                  layer.getClass().getName(),
                  layer.getClass().getPackageName(),
                  ObjectCodec.class.getModule().getName()));
    }
    return layer;
  }
}
