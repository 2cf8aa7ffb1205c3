package dev.kern.architecture;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.residual;

import dev.kern.data.ImageShape;
import dev.kern.graph.Initializer;
import dev.kern.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/// Residual blocks of a 7 × 7 depthwise convolution, layer normalisation and two convolutions of 1
/// × 1, whose result is scaled per channel.
///
/// Source: Liu et al. 2022, table 9.
///
/// @param channels of each stage
/// @param blocks how many each stage has
record ConvNext(List<Integer> channels, List<Integer> blocks) implements Blueprint {
  private static final int EXPANSION = 4;
  private static final double EPSILON = 1e-6;
  private static final double FIRST_SCALE = 1e-6;

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    Blocks net = new Blocks();
    net.then(conv(channels.getFirst(), 4).stride(4).valid(), norm());
    for (int stage = 0; stage < blocks.size(); stage++) {
      int width = channels.get(stage);
      if (stage > 0) {
        net.then(norm(), conv(width, 2).stride(2).valid());
      }
      for (int i = 0; i < blocks.get(stage); i++) {
        net.then(block(width));
      }
    }
    return net.then(globalAveragePool(), norm(), dense(classes)).list();
  }

  private static Layer block(int width) {
    return residual(
        depthwise(7),
        norm(),
        conv(EXPANSION * width, 1),
        Layer.exactGelu(),
        conv(width, 1),
        depthwise(1).unbiased().weights(Initializer.constant(FIRST_SCALE)));
  }

  private static Layer norm() {
    return Layer.layerNorm().epsilon(EPSILON);
  }

  @Override
  public List<String> modules(Naming naming) {
    boolean timm = naming == Naming.TIMM;
    List<String> names =
        new ArrayList<>(
            timm ? List.of("stem.0", "stem.1") : List.of("features.0.0", "features.0.1"));
    for (int stage = 0; stage < blocks.size(); stage++) {
      if (stage > 0) {
        String in =
            timm ? "stages.%d.downsample.".formatted(stage) : "features.%d.".formatted(2 * stage);
        names.addAll(List.of(in + "0", in + "1"));
      }
      for (int i = 0; i < blocks.get(stage); i++) {
        String in =
            timm
                ? "stages.%d.blocks.%d.".formatted(stage, i)
                : "features.%d.%d.".formatted(2 * stage + 1, i);
        (timm
                ? List.of("conv_dw", "norm", "mlp.fc1", "mlp.fc2", "gamma")
                : List.of("block.0", "block.2", "block.3", "block.5", "layer_scale"))
            .forEach(name -> names.add(in + name));
      }
    }
    names.addAll(timm ? List.of("head.norm", "head.fc") : List.of("classifier.0", "classifier.2"));
    return names;
  }
}
