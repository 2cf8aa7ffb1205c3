package dev.kern.architecture;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/// Residual networks: four stages of blocks, each stage with half the pixels and twice the filters
/// of the one before.
///
/// Source: He et al. 2015, table 1; in a bottleneck the 3 × 3 convolution has the stride, as in
/// torchvision and timm, not the first.
///
/// @param bottleneck whether a block is 1 × 1, 3 × 3, 1 × 1 rather than two of 3 × 3
/// @param blocks how many blocks each stage has
record ResNet(boolean bottleneck, List<Integer> blocks) implements Blueprint {
  private static final int EXPANSION = 4;

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    Blocks net = new Blocks();
    net.conv(conv(64, 7).stride(2).unbiased()).then(batchNorm(), relu()).overlappingPool();
    for (int stage = 0; stage < blocks.size(); stage++) {
      int filters = 64 << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        Blocks shortcut = new Blocks();
        if (projects(stage, block)) {
          shortcut.then(conv(width(filters), 1).stride(stride).valid().unbiased(), batchNorm());
        }
        net.then(body(filters, stride).around(shortcut), relu());
      }
    }
    return net.then(globalAveragePool(), dense(classes)).list();
  }

  private Blocks body(int filters, int stride) {
    Blocks body = new Blocks();
    if (bottleneck) {
      body.then(conv(filters, 1).unbiased(), batchNorm(), relu());
      body.conv(conv(filters, 3).stride(stride).unbiased()).then(batchNorm(), relu());
      return body.then(conv(width(filters), 1).unbiased(), batchNorm());
    }
    body.conv(conv(filters, 3).stride(stride).unbiased()).then(batchNorm(), relu());
    return body.then(conv(filters, 3).unbiased(), batchNorm());
  }

  private int width(int filters) {
    return bottleneck ? EXPANSION * filters : filters;
  }

  /// Whether the shortcut of a block changes the number of channels.
  private boolean projects(int stage, int block) {
    return block == 0 && (stage > 0 || bottleneck);
  }

  @Override
  public List<String> modules(Naming naming) {
    List<String> names = new ArrayList<>(List.of("conv1", "bn1"));
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String in = "layer%d.%d.".formatted(stage + 1, block);
        for (int i = 1; i <= (bottleneck ? 3 : 2); i++) {
          names.add(in + "conv" + i);
          names.add(in + "bn" + i);
        }
        if (projects(stage, block)) {
          names.add(in + "downsample.0");
          names.add(in + "downsample.1");
        }
      }
    }
    names.add("fc");
    return names;
  }
}
