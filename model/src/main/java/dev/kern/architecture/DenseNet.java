package dev.kern.architecture;

import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/// Blocks in which each layer sees what all layers before it made, with a transition between two
/// blocks that halves pixels and channels.
///
/// Source: Huang et al. 2016, table 1, with a growth of 32.
///
/// @param blocks how many layers each block has
record DenseNet(List<Integer> blocks) implements Blueprint {
  private static final int GROWTH = 32;
  private static final int BOTTLENECK = 4 * GROWTH;

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    int channels = 2 * GROWTH;
    Blocks net = new Blocks();
    net.conv(conv(channels, 7).stride(2).unbiased()).then(batchNorm(), relu()).overlappingPool();
    for (int block = 0; block < blocks.size(); block++) {
      if (block > 0) {
        channels /= 2;
        net.then(batchNorm(), relu(), conv(channels, 1).unbiased(), averagePool(2).valid());
      }
      for (int i = 0; i < blocks.get(block); i++) {
        net.then(grown());
        channels += GROWTH;
      }
    }
    return net.then(batchNorm(), relu(), globalAveragePool(), dense(classes)).list();
  }

  /// An image, and what a layer makes of it, side by side.
  private static Layer grown() {
    return concat(
        branch(),
        branch(
            batchNorm(),
            relu(),
            conv(BOTTLENECK, 1).unbiased(),
            batchNorm(),
            relu(),
            conv(GROWTH, 3).unbiased()));
  }

  @Override
  public List<String> modules(Naming naming) {
    List<String> names = new ArrayList<>(List.of("features.conv0", "features.norm0"));
    for (int block = 1; block <= blocks.size(); block++) {
      if (block > 1) {
        names.add("features.transition%d.norm".formatted(block - 1));
        names.add("features.transition%d.conv".formatted(block - 1));
      }
      for (int i = 1; i <= blocks.get(block - 1); i++) {
        String in = "features.denseblock%d.denselayer%d.".formatted(block, i);
        names.addAll(List.of(in + "norm1", in + "conv1", in + "norm2", in + "conv2"));
      }
    }
    names.addAll(List.of("features.norm5", "classifier"));
    return names;
  }
}
