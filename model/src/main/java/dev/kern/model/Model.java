package dev.kern.model;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageInput;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.InkFrame;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeContext;
import dev.kern.layer.Heads;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A network for a task: the images that it takes and what it says about them.
///
/// @param network the network
/// @param image the size of the images
/// @param targets what it says about an image: one of several classes, unless the data had others
/// @param normalization how an image's values become the network's input, if that is known
/// @param resizeMode how the training images were resized to their size, if that was asked for;
///   images of other sizes are resized likewise
/// @param ink how characters stand in the training images, if they show some; drawings are brought
///   there
/// @param decision how its probabilities become an answer
public record Model(
    Network network,
    ImageShape image,
    Targets targets,
    Optional<Normalization> normalization,
    Optional<ResizeMode> resizeMode,
    Optional<InkFrame> ink,
    Decision decision) {
  /// Refuses a scaling of other channels than the images have, a shorter side below theirs, and a
  /// decision for other targets.
  public Model {
    decision.expectFits("network '" + network.name() + "'", targets);
    if (normalization.isPresent() && !normalization.get().fits(image)) {
      throw Problem.at(
              "network '" + network.name() + "'",
              "the scaling has another number of channels than the images")
          .given("%s, for images of %s".formatted(normalization.get(), image))
          .expected("the same scaling for all channels, or one for each")
          .fix("use another scaling");
    }
    try {
      resizeMode.ifPresent(ImageTarget.to(image.height(), image.width())::withMode);
    } catch (IllegalArgumentException e) {
      throw Problem.at("network '" + network.name() + "'", String.valueOf(e.getMessage()))
          .because(e)
          .fix("a shorter side of %d or more".formatted(Math.min(image.height(), image.width())));
    }
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
    this(
        network,
        image,
        Targets.classes(classes),
        normalization,
        Optional.empty(),
        Optional.empty(),
        Decision.USUAL);
  }

  /// A network for a data set.
  public static Model of(Network network, Dataset data) {
    return new Model(
        network,
        data.shape(),
        data.targets(),
        data.normalization(),
        data.provenance().fit(),
        data.normalization().flatMap(scaling -> InkFrame.of(data.train(), scaling)),
        Decision.USUAL);
  }

  /// The names of the classes; of other [#targets] the names of their numbers.
  public List<String> classes() {
    return targets.names();
  }

  /// The same, for images of any size, which are resized to the network's.
  public Model withResizeMode(ResizeMode how) {
    return new Model(network, image, targets, normalization, Optional.of(how), ink, decision);
  }

  /// The same, for images that are scaled in this way.
  public Model withNormalization(Normalization how) {
    return new Model(network, image, targets, Optional.of(how), resizeMode, ink, decision);
  }

  /// The same with another network.
  Model withNetwork(Network other) {
    return new Model(other, image, targets, normalization, resizeMode, ink, decision);
  }

  /// The same with other names for its classes, labels or values, in the order of its outputs.
  ///
  /// Fails with `DataException` if there are more or fewer, or one stands there twice, or the
  /// network has heads.
  public Model withClasses(List<String> names) {
    String where = "network '" + network.name() + "'";
    if (!targets.heads().isEmpty()) {
      throw Problem.at(where, "a network with heads has names of its own")
          .given(targets.toString())
          .fix("leave out the names");
    }
    if (names.size() != targets.width() || names.stream().distinct().count() < names.size()) {
      throw Problem.at(where, "there isn't a name for each of its " + targets.kind().word())
          .given(
              names.size() == targets.width()
                  ? "a name that stands there twice"
                  : Problem.count(names.size()) + " names")
          .expected(Problem.count(targets.width()) + " different ones")
          .fix("give a name for each output, in their order");
    }
    return new Model(
        network,
        image,
        new Targets(targets.kind(), names, Map.of()),
        normalization,
        resizeMode,
        ink,
        decision);
  }

  /// The same with another way from probabilities to an answer.
  ///
  /// Fails with `DataException` if that isn't made for the targets.
  public Model withDecision(Decision how) {
    return new Model(network, image, targets, normalization, resizeMode, ink, how);
  }

  /// What brings images to the size of those that it was trained on.
  public ImageTarget sizing() {
    return resizeMode.map(ImageTarget.to(image)::withMode).orElse(ImageTarget.AS_IS);
  }

  /// As `network.json` holds it.
  public NetworkFile file() {
    return new NetworkFile(
        network.name(),
        Optional.of(image),
        Optional.of(classes()),
        targets.areClasses() ? Optional.empty() : Optional.of(targets),
        normalization,
        resizeMode,
        ink,
        Optional.of(decision).filter(how -> !how.equals(Decision.USUAL)),
        network.layers());
  }

  /// The data with its classes in the network's order, matched by name; it may lack some of them.
  ///
  /// Fails with `DataException` if the network was not trained for it: the images have another
  /// size, are scaled otherwise, or there are images of a class that it doesn't know.
  public Dataset fitted(Dataset data) {
    expectImages(data);
    return data.withTargets(targets);
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
        && !normalization.get().mapsLike(data.normalization().get())) {
      throw Problem.at(source, "the network was trained on images with a different scaling")
          .given(data.normalization().get().toString())
          .expected(normalization.get().toString())
          .fix("open it with that scaling: DatasetReader.trainedScaling, or --scale");
    }
  }

  /// What the network takes for the content of an image file: decoded, resized if the model has a
  /// [#resizeMode], and scaled as the training images were.
  ///
  /// Fails with `DataException` if it can't be decoded, if it has another size than the network
  /// takes and the model has no [#resizeMode], or if it isn't known how the training images were
  /// scaled.
  ///
  /// @param name what messages call it
  /// @return `[height, width, channels]`
  public float[] pixels(String name, byte[] file) {
    Normalization scaling = scaling(name);
    return resizeMode
        .map(mode -> ImageFiles.resize(name, file, image, scaling, mode))
        .orElseGet(() -> ImageFiles.decode(name, file, image, scaling));
  }

  /// The same, with what there is to know of the file, which [#pixels] leaves to the log.
  ///
  /// Fails as [#pixels] does.
  public ImageInput input(String name, byte[] file) {
    Normalization scaling = scaling(name);
    return resizeMode
        .map(mode -> ImageFiles.resizedInput(name, file, image, scaling, mode))
        .orElseGet(() -> ImageFiles.input(name, file, image, scaling));
  }

  /// How values of an image file become the network's input.
  ///
  /// Fails with `DataException` if it isn't known how the training images were scaled.
  ///
  /// @param name what messages call the image
  public Normalization scaling(String name) {
    return normalization.orElseThrow(
        () ->
            Problem.at(name, "it isn't known how the network's training images were scaled")
                .given("a model that doesn't say it")
                .expected(Normalization.WORDS)
                .fix("say it, such as --scale 0..1 (in Java: Model.withNormalization)"));
  }

  /// The placeholder of `batch` images, added to a graph.
  public Node images(Graph graph, int batch) {
    return graph.placeholder(
        "images", Shape.of(batch, image.height(), image.width(), image.channels()));
  }

  /// The network's logits, or the values that it says, added to a graph.
  ///
  /// Fails with `ShapeException` if the layers don't fit one another, the images or the number of
  /// classes.
  public Node logits(Scope scope, Node images) {
    Node logits = network.build(scope, images);
    int outputs = logits.shape().extent(1);
    expectHeads(logits);
    if (outputs != targets.width()) {
      throw new ShapeContext(logits.op(), logits.name(), logits.inputs())
          .fail(
              "the network has %d outputs, the data has %d %s"
                  .formatted(outputs, targets.width(), targets.kind().word()),
              "use dense(%d) as the last layer".formatted(targets.width()));
    }
    return logits;
  }

  /// Refuses a network without heads for targets with some, and the other way round.
  private void expectHeads(Node logits) {
    List<String> given = new ArrayList<>();
    if (network.layers().getLast() instanceof Heads last) {
      for (int i = 0; i < last.heads().size(); i++) {
        given.add(words(last.heads().get(i).name(), logits.input(i).shape().extent(1)));
      }
    }
    List<String> wanted =
        targets.heads().entrySet().stream()
            .map(head -> words(head.getKey(), head.getValue().width()))
            .toList();
    if (!given.equals(wanted)) {
      throw new ShapeContext(logits.op(), logits.name(), logits.inputs())
          .fail(
              "the network ends in %s, the data has %s"
                  .formatted(heads(given), wanted.isEmpty() ? targets : heads(wanted)),
              wanted.isEmpty()
                  ? "dense(%d) as the last layer".formatted(targets.width())
                  : targets.heads().entrySet().stream()
                      .map(
                          head ->
                              "head(\"%s\", dense(%d))"
                                  .formatted(head.getKey(), head.getValue().width()))
                      .collect(Collectors.joining(", ", "heads(", ") as the last layer")));
    }
  }

  private static String words(String head, int width) {
    return "%s (%d)".formatted(head, width);
  }

  private static String heads(List<String> heads) {
    return heads.isEmpty() ? "no heads" : "the heads " + String.join(", ", heads);
  }

  /// `lenet: images of 28 x 28; 10 classes: A, B, C, D, E, F, G, H, I, J`.
  @Override
  public String toString() {
    return "%s: images of %s; %s".formatted(network.name(), image, targets);
  }
}
