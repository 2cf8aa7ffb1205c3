package dev.kern.bench;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.gelu;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Dropout;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.math.Randomness;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Variables;
import dev.kern.train.notebook.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A network that frameworks train and apply, and the images that it takes.
///
/// | name                          | network                                      | images        |
/// |-------------------------------|----------------------------------------------|---------------|
/// | `strided`, `maxpool`, `lenet` | the notebook's                               | 28 × 28 × 1   |
/// | `cifar_recipe`                | three pairs of convolutions; see [#recipe]   | 32 × 32 × 3   |
/// | `cifar_resnet18`              | ResNet-18 without the first reductions       | 32 × 32 × 3   |
/// | `resnet18` and so on          | an [Architecture]                            | 224 × 224 × 3 |
public record Subject(Network network, ImageShape image, int classes) {
  private static final int CIFAR_CLASSES = 10;
  private static final ImageShape CIFAR = new ImageShape(32, 32, 3);
  private static final ImageShape LETTER = new ImageShape(Topology.SIDE, Topology.SIDE, 1);

  /// The network of a name.
  ///
  /// Fails with [IllegalArgumentException] if there is none.
  static Subject of(String name) {
    if (Preset.keys().contains(name)) {
      return new Subject(Preset.named(name).network(Topology.CLASSES), LETTER, Topology.CLASSES);
    }
    return switch (name) {
      case "cifar_recipe" -> new Subject(recipe(), CIFAR, CIFAR_CLASSES);
      case "cifar_resnet18" -> new Subject(smallResnet(), CIFAR, CIFAR_CLASSES);
      default ->
          new Subject(
              architecture(name).network(Architecture.USUAL, Architecture.CLASSES),
              Architecture.USUAL,
              Architecture.CLASSES);
    };
  }

  private static Architecture architecture(String name) {
    return Architecture.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no network '%s'; fix: %s, cifar_recipe, cifar_resnet18, %s"
                        .formatted(
                            name,
                            String.join(", ", Preset.keys()),
                            String.join(", ", Architecture.keys()))));
  }

  /// A network that learns CIFAR-10 in a few epochs: a 2 × 2 convolution, and three times a 3 × 3
  /// convolution, pooling, and another one.
  private static Network recipe() {
    List<Layer> layers = new ArrayList<>(List.of(conv(24, 2).valid(), gelu()));
    for (int filters : new int[] {64, 256, 256}) {
      layers.addAll(
          List.of(
              conv(filters, 3).unbiased(),
              maxPool(2).valid(),
              batchNorm(),
              gelu(),
              conv(filters, 3).unbiased(),
              batchNorm(),
              gelu()));
    }
    layers.addAll(List.of(maxPool(3).valid(), flatten(), dense(CIFAR_CLASSES)));
    return new Network("cifar_recipe", layers);
  }

  /// ResNet-18 that begins with a 3 × 3 convolution and no pooling, as He et al. 2015 have it in
  /// section 4.2 for small images.
  private static Network smallResnet() {
    List<Layer> layers = Architecture.RESNET18.network(CIFAR, CIFAR_CLASSES).layers();
    int pooling = 0;
    while (!(layers.get(pooling) instanceof MaxPooling)) {
      pooling++;
    }
    List<Layer> small = new ArrayList<>(List.of(conv(64, 3).unbiased(), batchNorm(), relu()));
    small.addAll(layers.subList(pooling + 1, layers.size()));
    return new Network("cifar_resnet18", small);
  }

  /// The same without dropout, so that frameworks with other random numbers compute the same.
  Subject withoutDropout() {
    List<Layer> kept =
        network.layers().stream().filter(layer -> !(layer instanceof Dropout)).toList();
    return new Subject(new Network(network.name(), kept), image, classes);
  }

  /// The extents of an image.
  Shape shape() {
    return Shape.of(image.height(), image.width(), image.channels());
  }

  /// The network with its first weights, as Kern begins to train it.
  TrainedModel untrained() {
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    Model model = new Model(network, image, names);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    return TrainedModel.of(model, Variables.of(graph));
  }

  /// Number `i` of random images, `[N, H, W, C]`.
  static float noise(int i) {
    return Randomness.uniform(1, i) - 0.5f;
  }
}
