package dev.kern.architecture;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import java.util.List;

/// A network as its paper draws it.
interface Blueprint {
  /// The layers, from images to a row of logits.
  ///
  /// @param naming whose weights they can take; some settings differ
  List<Layer> layers(ImageShape image, int classes, Naming naming);

  /// What the modules with weights are called, in the order in which layers have them.
  List<String> modules(Naming naming);
}
