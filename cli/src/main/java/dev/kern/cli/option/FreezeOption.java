package dev.kern.cli.option;

import dev.kern.layer.NamedLayer;
import dev.kern.model.TrainedModel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The value of `--freeze`: which layers of a trained model training leaves as they are.
///
/// | value         | layers                                                    |
/// |---------------|-----------------------------------------------------------|
/// | `backbone`    | all before the readout, the last layer with weights       |
/// | `..conv3`     | all up to `conv3`                                         |
/// | `conv1,conv2` | these alone                                               |
record FreezeOption(String text) {
  static final String WORDS =
      "layers of the --from model that stay as they are: backbone (all before the last layer with"
          + " weights), ..conv3 (all up to conv3), or a list such as conv1,conv2";

  private static final String BACKBONE = "backbone";
  private static final String UP_TO = "..";

  /// The model with these layers frozen.
  ///
  /// Fails with [IllegalArgumentException] if there is no layer of a name.
  TrainedModel freeze(TrainedModel model) {
    List<String> names =
        model.model().network().namedLayers().stream().map(NamedLayer::name).toList();
    Set<String> layers = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      if (word.equals(BACKBONE)) {
        layers.addAll(model.backbone());
      } else if (word.startsWith(UP_TO)) {
        layers.addAll(names.subList(0, names.indexOf(word.substring(UP_TO.length())) + 1));
        layers.add(word.substring(UP_TO.length()));
      } else {
        layers.add(word);
      }
    }
    return model.frozen(layers);
  }
}
