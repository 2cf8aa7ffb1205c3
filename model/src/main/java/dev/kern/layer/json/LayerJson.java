package dev.kern.layer.json;

import dev.kern.graph.Initializer;
import dev.kern.json.Codec;
import dev.kern.json.ObjectCodec;
import dev.kern.json.RecordMapper;
import dev.kern.json.TaggedRecords;
import dev.kern.layer.Bordering;
import dev.kern.layer.Branch;
import dev.kern.layer.CustomInitializers;
import dev.kern.layer.CustomLayer;
import dev.kern.layer.CustomLayers;
import dev.kern.layer.Layer;
import dev.kern.math.Activation;
import org.jspecify.annotations.Nullable;

/// The words by which layers and initialisers stand in JSON: those of their factories in Java.
public final class LayerJson {
  /// Reads and writes networks.
  public static final RecordMapper MAPPER =
      RecordMapper.PLAIN.with(layers()).with(initializers()).with(Branch.class, new BranchCodec());

  private LayerJson() {}

  private static TaggedRecords<Layer> layers() {
    TaggedRecords<Layer> layers =
        TaggedRecords.of(Layer.class, "layer", Layer::kind)
            .plus(Layer.conv(1, 1), "filters", "height", "width")
            .plus(Layer.depthwise(1), "height", "width")
            .plus(Layer.dense(1), "units")
            .plus("maxPool", pooling(Layer.maxPool(1)))
            .plus("averagePool", pooling(Layer.averagePool(1)))
            .plusValue(Layer.globalAveragePool())
            .plusValue(Layer.flatten())
            .plus(Layer.dropout())
            .plus(Layer.batchNorm())
            .plus(Layer.layerNorm())
            .plus(Layer.localResponse(1), "size")
            .plusValue(Layer.affine())
            .plus(Layer.prelu())
            .plus(Layer.padding(0))
            .plus(new Bordering(0, 0, 0, 0, 0))
            .plus(Layer.subsample(1, 1))
            .plus(Layer.shuffle(1), "groups")
            .plus(Layer.channels(0, 1), "from", "to")
            .plus(Layer.residual(), "branches")
            .plus(Layer.gate(), "branches")
            .plus(Layer.concat(Layer.branch(), Layer.branch()), "branches")
            .plus(Layer.heads(Layer.head("head", Layer.flatten())), "heads")
            .plus(Layer.frozen(Layer.relu()), "layers")
            .plus(CustomLayers.registry(), LayerJson::custom);
    for (Activation activation : Activation.values()) {
      layers = layers.plusValue(Layer.activation(activation));
    }
    return layers;
  }

  /// A window that moves by its own height, unless it has a stride.
  private static <T extends Layer> ObjectCodec<T> pooling(T example) {
    return ObjectCodec.ofRecord(example, "height", "width").substitute("stride", "height");
  }

  @SuppressWarnings("unchecked") // the class of a layer is one of its subclasses
  private static Codec<Layer> custom(Layer layer) {
    return layer instanceof CustomLayer
        ? ObjectCodec.ofValue(layer)
        : ObjectCodec.ofRecord((Class<Layer>) layer.getClass());
  }

  private static TaggedRecords<Initializer> initializers() {
    return TaggedRecords.of(Initializer.class, "initializer", LayerJson::word)
        .plus(Initializer.constant(0), "value")
        .plus(Initializer.truncatedNormal(1), "deviation")
        .plusValue(Initializer.glorotUniform())
        .plusValue(Initializer.heNormal())
        .plusValue(Initializer.dirac())
        .plus(Initializer.orthogonal())
        .plus(Initializer.whitening())
        .plus(CustomInitializers.registry(), ObjectCodec::ofValue);
  }

  private static String word(Initializer initializer) {
    return switch (initializer) {
      case Initializer.Filled _ -> "constant";
      case Initializer.TruncatedNormal _ -> "truncatedNormal";
      case Initializer.GlorotUniform _ -> "glorotUniform";
      case Initializer.HeNormal _ -> "heNormal";
      case Initializer.Dirac _ -> "dirac";
      case Initializer.Orthogonal _ -> "orthogonal";
      case Initializer.Whitening _ -> "whitening";
      case Initializer.Custom(String name, _) -> name;
    };
  }

  /// Branches as plain lists of layers.
  private static final class BranchCodec implements Codec<Branch> {
    @Override
    public @Nullable Branch read(@Nullable Object tree, RecordMapper mapper) {
      return tree == null ? null : new Branch(mapper.list(tree, Layer.class));
    }

    @Override
    public Object write(Branch branch, RecordMapper mapper) {
      return branch.layers().stream().map(mapper::tree).toList();
    }
  }
}
