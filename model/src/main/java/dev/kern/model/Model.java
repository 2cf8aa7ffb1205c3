package dev.kern.model;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeContext;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import java.util.List;
import java.util.Optional;

/// A network for a task: the images that it takes and the classes that it tells apart.
///
/// @param network the network
/// @param image the size of the images
/// @param classes the names of the classes
/// @param normalization how an image's values become the network's input, if that is known
/// @param resizeMode how the training images were brought to their size, if that was asked for;
///   images of other sizes are brought to it likewise
public record Model(
    Network network,
    ImageShape image,
    List<String> classes,
    Optional<Normalization> normalization,
    Optional<ResizeMode> resizeMode) {
  /// Copies the list.
  public Model {
    classes = List.copyOf(classes);
  }

  /// A network for images that have their size by nature, of which it isn't known how they were
  /// scaled.
  public Model(Network network, ImageShape image, List<String> classes) {
    this(network, image, classes, Optional.empty());
  }

  /// A network for images that have their size by nature.
  public Model(
      Network network, ImageShape image, List<String> classes, Normalization normalization) {
    this(network, image, classes, Optional.of(normalization));
  }

  Model(
      Network network,
      ImageShape image,
      List<String> classes,
      Optional<Normalization> normalization) {
    this(network, image, classes, normalization, Optional.empty());
  }

  /// A network for a data set.
  public static Model of(Network network, Dataset data) {
    return new Model(
        network, data.shape(), data.classNames(), data.normalization(), data.provenance().fit());
  }

  /// The same, for images of any size, which are brought to the network's.
  public Model withResizeMode(ResizeMode how) {
    return new Model(network, image, classes, normalization, Optional.of(how));
  }

  /// What brings images to the size of those that it was trained on.
  public ImageTarget sizing() {
    return resizeMode.isPresent() ? ImageTarget.to(image) : ImageTarget.AS_IS;
  }

  /// As `network.json` holds it.
  public NetworkFile file() {
    return new NetworkFile(
        network.name(),
        Optional.of(image),
        Optional.of(classes),
        normalization,
        resizeMode,
        network.layers());
  }

  /// Refuses data that the network was not trained for.
  ///
  /// Fails with `DataException` if the images have another size, other classes, or are scaled
  /// otherwise.
  public void expectFits(Dataset data) {
    expectImages(data);
    String source = data.provenance().source();
    if (!data.classNames().equals(classes)) {
      throw Problem.at(source, "the network has different classes")
          .given("the classes " + String.join(", ", data.classNames()))
          .expected("the classes " + String.join(", ", classes))
          .fix("use data with these classes in this order, or a network trained on this data");
    }
  }

  /// Refuses images that the network does not take.
  ///
  /// Fails with `DataException` if they have another size, or are scaled otherwise.
  public void expectImages(Dataset data) {
    String source = data.provenance().source();
    if (!data.shape().equals(image)) {
      throw Problem.at(source, "the network takes images of a different size")
          .given("images of " + data.shape())
          .expected("images of " + image)
          .fix(
              "resize them with --size %dx%d --channels %d, or train a network for this size"
                  .formatted(image.height(), image.width(), image.channels()));
    }
    if (normalization.isPresent()
        && data.normalization().isPresent()
        && !normalization.equals(data.normalization())) {
      throw Problem.at(source, "the network was trained on images with a different scaling")
          .given(data.normalization().get().toString())
          .expected(normalization.get().toString())
          .fix("scale the images like the training images");
    }
  }

  /// The placeholder of `batch` images, added to a graph.
  public Node images(Graph graph, int batch) {
    return graph.placeholder(
        "images", Shape.of(batch, image.height(), image.width(), image.channels()));
  }

  /// The network's logits, added to a graph.
  ///
  /// Fails with `ShapeException` if the layers don't fit one another, the images or the number of
  /// classes.
  public Node logits(Scope scope, Node images) {
    Node logits = network.build(scope, images);
    int outputs = logits.shape().extent(1);
    if (outputs != classes.size()) {
      throw new ShapeContext(logits.op(), logits.name(), logits.inputs())
          .fail(
              "the network has %d outputs, the data has %d classes"
                  .formatted(outputs, classes.size()),
              "use dense(%d) as the last layer".formatted(classes.size()));
    }
    return logits;
  }

  /// `lenet: images of 28 x 28; 10 classes: A, B, C, D, E, F, G, H, I, J`.
  @Override
  public String toString() {
    return "%s: images of %s; %d classes: %s"
        .formatted(network.name(), image, classes.size(), Problem.list(classes));
  }
}
