package dev.kern.architecture;

import static dev.kern.layer.Layer.add;
import static dev.kern.layer.Layer.branch;

import dev.kern.layer.Branch;
import dev.kern.layer.Conv;
import dev.kern.layer.Depthwise;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import java.util.ArrayList;
import java.util.List;

/// Layers that follow one another, collected; where PyTorch pads by a number of pixels, so do they.
final class Blocks {
  private final List<Layer> layers = new ArrayList<>();

  /// Appends layers.
  Blocks then(Layer... more) {
    layers.addAll(List.of(more));
    return this;
  }

  /// Appends those of another.
  Blocks then(Blocks more) {
    layers.addAll(more.layers);
    return this;
  }

  /// A convolution with a border of half its size. With stride 1 that is SAME padding; with another
  /// it is not, since PyTorch's border is as wide on all sides.
  Blocks conv(Conv conv) {
    int border = conv.height() / 2;
    return conv.stride() == 1 || border == 0
        ? then(conv)
        : then(Layer.padding(border), conv.valid());
  }

  /// The same of each channel by itself.
  Blocks depthwise(Depthwise conv) {
    return conv.stride() == 1 ? then(conv) : then(Layer.padding(conv.height() / 2), conv.valid());
  }

  /// The largest of 3 × 3 pixels, every other pixel, with a border of one; zeros serve where no
  /// number is below 0.
  Blocks overlappingPool() {
    return then(Layer.padding(1), MaxPooling.of(3, 3).stride(2).valid());
  }

  /// The sum of these layers and of a shortcut around them.
  Layer around(Blocks shortcut) {
    return add(asBranch(), shortcut.asBranch());
  }

  Branch asBranch() {
    return branch(array());
  }

  Layer[] array() {
    return layers.toArray(Layer[]::new);
  }

  List<Layer> list() {
    return List.copyOf(layers);
  }
}
