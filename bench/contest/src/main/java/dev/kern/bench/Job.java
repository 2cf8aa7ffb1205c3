package dev.kern.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What frameworks are timed at.
///
/// | kind          | subject                                     | a step                                   |
/// |---------------|---------------------------------------------|------------------------------------------|
/// | `TRAINING`    | `strided`, `resnet18`: see [Subject]        | gradient descent on a batch              |
/// | `INFERENCE`   | the same                                    | the logits of a batch                    |
/// | `MODEL`       | `resnet18.onnx`, the file of a model        | the outputs of a batch                   |
/// | `CONVOLUTION` | `64@32`: 3×3, 64 to 64 channels, 32×32      | result, gradients by image and by filter |
/// | `PRODUCT`     | `1024`                                      | a product of square matrices             |
///
/// Images and weights are in place before the first step, and results are not copied out.
///
/// @param batch images per step; 1 where there are none
public record Job(Kind kind, String subject, int batch) {
  /// The kinds of jobs.
  public enum Kind {
    /// Training a network.
    TRAINING,
    /// Applying a network.
    INFERENCE,
    /// Applying the model of a file.
    MODEL,
    /// A convolution and its gradients.
    CONVOLUTION,
    /// A matrix product.
    PRODUCT
  }

  /// The networks that are trained, with their batches.
  private static final Map<String, List<Integer>> TRAINED =
      Map.of(
          "strided", List.of(16, 128),
          "maxpool", List.of(16, 128),
          "lenet", List.of(16, 128),
          "cifar_resnet18", List.of(128),
          "cifar_recipe", List.of(512),
          "mobilenet_v2", List.of(32));

  /// Rows of the images that a thousand are computed of at once.
  private static final int SMALL = 32;

  /// The jobs of a word: a network, `operations`, the file of a model, or a job as [#toString]
  /// writes it.
  static List<Job> of(String word) {
    if (word.endsWith(".onnx")) {
      return Stream.of(1, 16).map(batch -> new Job(Kind.MODEL, word, batch)).toList();
    }
    if (word.contains(" ")) {
      return List.of(parse(word));
    }
    return word.equals("operations") ? ofOperations() : ofNetwork(word);
  }

  private static List<Job> ofOperations() {
    return List.of(
        new Job(Kind.CONVOLUTION, "64@32", 32),
        new Job(Kind.CONVOLUTION, "256@8", 32),
        new Job(Kind.PRODUCT, "1024", 1));
  }

  private static List<Job> ofNetwork(String network) {
    List<Integer> trained = TRAINED.getOrDefault(network, List.of());
    SortedSet<Integer> applied = new TreeSet<>(List.of(1, 16));
    applied.addAll(trained);
    if (Subject.of(network).image().height() <= SMALL) {
      applied.add(1_000);
    }
    return Stream.concat(
            trained.stream().map(batch -> new Job(Kind.TRAINING, network, batch)),
            applied.stream().map(batch -> new Job(Kind.INFERENCE, network, batch)))
        .toList();
  }

  /// Reads what [#toString] writes.
  static Job parse(String text) {
    int first = text.indexOf(' ');
    int last = text.lastIndexOf(' ');
    return new Job(
        Kind.valueOf(text.substring(0, first).toUpperCase(Locale.ROOT)),
        text.substring(first + 1, last),
        Integer.parseInt(text.substring(last + 1)));
  }

  /// The channels of a convolution.
  public int channels() {
    return Integer.parseInt(subject.substring(0, subject.indexOf('@')));
  }

  /// The height and width of a convolution's images.
  public int side() {
    return Integer.parseInt(subject.substring(subject.indexOf('@') + 1));
  }

  /// The sides of a product's matrices.
  public int extent() {
    return Integer.parseInt(subject);
  }

  /// The network of a training or inference.
  Subject network() {
    return Subject.of(subject);
  }

  /// The notebook's network, if the job is on one.
  public Optional<Topology> topology() {
    return Stream.of(Kind.TRAINING, Kind.INFERENCE).anyMatch(kind::equals)
        ? Topology.of(subject)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + subject + " " + batch;
  }
}
