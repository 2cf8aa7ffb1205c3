package dev.kern.architecture;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;

import dev.kern.data.ImageShape;
import dev.kern.layer.Conv;
import dev.kern.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/// Five stages of 3 × 3 convolutions, each with pooling behind it, and three dense layers.
///
/// The first dense layer is a convolution as large as what the stages leave of an image, which is
/// the same. Weights of others are for 7 × 7, that is for images of 224 × 224.
///
/// Source: Simonyan and Zisserman 2014, table 1.
///
/// @param convolutions how many convolutions each stage has
record Vgg(List<Integer> convolutions) implements Blueprint {
  private static final List<Integer> FILTERS = List.of(64, 128, 256, 512, 512);
  private static final int UNITS = 4096;

  @Override
  public List<Layer> layers(ImageShape image, int classes, Naming naming) {
    Blocks net = new Blocks();
    for (int stage = 0; stage < convolutions.size(); stage++) {
      for (int i = 0; i < convolutions.get(stage); i++) {
        net.then(conv(FILTERS.get(stage), 3), relu());
      }
      net.then(maxPool(2).valid());
    }
    int height = Math.max(1, image.height() >> convolutions.size());
    int width = Math.max(1, image.width() >> convolutions.size());
    net.then(Conv.of(UNITS, height, width).valid(), relu(), dropout(), flatten());
    return net.then(dense(UNITS), relu(), dropout(), dense(classes)).list();
  }

  @Override
  public List<String> modules(Naming naming) {
    List<String> names = new ArrayList<>();
    int place = 0;
    for (int count : convolutions) {
      for (int i = 0; i < count; i++) {
        names.add("features." + place);
        place += 2; // an activation follows
      }
      place++; // pooling
    }
    names.addAll(
        switch (naming) {
          case TORCHVISION -> List.of("classifier.0", "classifier.3", "classifier.6");
          case TIMM -> List.of("pre_logits.fc1", "pre_logits.fc2", "head.fc");
        });
    return names;
  }
}
