package dev.kern.architecture;

import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.ZeroPadding;
import java.util.ArrayList;
import java.util.List;

/// Version 1.1: fire modules, which squeeze an image to few channels and expand it again by filters
/// of 1 × 1 and 3 × 3 side by side.
///
/// Source: Iandola et al. 2016, table 1, and the authors' note on version 1.1.
record SqueezeNet() implements Blueprint {
  /// Squeezing filters; there are four times as many of each kind that expands. A 0 is a pooling.
  private static final List<Integer> FIRES = List.of(16, 16, 0, 32, 32, 0, 48, 48, 64, 64);

  private static final int EXPANSION = 4;

  /// What stands before the fire modules: a convolution, an activation, a pooling.
  private static final int FIRST = 3;

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    Blocks net = new Blocks();
    int[] size = {half(image.height()), half(image.width())};
    net.then(conv(64, 3).stride(2).valid(), relu());
    pool(net, size);
    for (int squeeze : FIRES) {
      if (squeeze == 0) {
        pool(net, size);
      } else {
        int expand = EXPANSION * squeeze;
        net.then(conv(squeeze, 1), relu());
        net.then(concat(branch(conv(expand, 1), relu()), branch(conv(expand, 3), relu())));
      }
    }
    return net.then(dropout(), conv(classes, 1), relu(), globalAveragePool()).list();
  }

  /// Pooling whose last window may reach over the edge, so that no pixel is left out.
  private static void pool(Blocks net, int[] size) {
    int bottom = 1 - size[0] % 2;
    int right = 1 - size[1] % 2;
    if (bottom + right > 0) {
      net.then(new ZeroPadding(0, bottom, 0, right)); // behind a ReLU zeros change no maximum
    }
    net.then(MaxPooling.of(3, 3).stride(2).valid());
    size[0] = half(size[0] + bottom);
    size[1] = half(size[1] + right);
  }

  /// How many windows of 3 pixels lie in a side, every other pixel.
  private static int half(int side) {
    return Math.floorDiv(side - 3, 2) + 1;
  }

  @Override
  public List<String> modules(Naming naming) {
    List<String> names = new ArrayList<>(List.of("features.0"));
    for (int i = 0; i < FIRES.size(); i++) {
      if (FIRES.get(i) > 0) {
        String in = "features.%d.".formatted(FIRST + i);
        names.addAll(List.of(in + "squeeze", in + "expand1x1", in + "expand3x3"));
      }
    }
    names.add("classifier.1");
    return names;
  }
}
