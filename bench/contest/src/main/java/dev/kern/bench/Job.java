package dev.kern.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What frameworks are timed at.
///
/// | kind          | subject                                     | a step                                   |
/// |---------------|---------------------------------------------|------------------------------------------|
/// | `TRAINING`    | `strided`, `maxpool` or `lenet`             | gradient descent on a batch              |
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

  /// All jobs on networks.
  static List<Job> ofNetwork(String network) {
    return List.of(
        new Job(Kind.TRAINING, network, 16),
        new Job(Kind.TRAINING, network, 128),
        new Job(Kind.INFERENCE, network, 1),
        new Job(Kind.INFERENCE, network, 1_000));
  }

  /// All jobs on the file of a model.
  static List<Job> ofModel(String file) {
    return List.of(new Job(Kind.MODEL, file, 1), new Job(Kind.MODEL, file, 16));
  }

  /// All jobs on single operations.
  static List<Job> ofOperations() {
    return List.of(
        new Job(Kind.CONVOLUTION, "64@32", 32),
        new Job(Kind.CONVOLUTION, "256@8", 32),
        new Job(Kind.PRODUCT, "1024", 1));
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

  /// The notebook's network, if the job is on one.
  public Optional<Topology> topology() {
    return Stream.of(Kind.TRAINING, Kind.INFERENCE).anyMatch(kind::equals)
        ? Optional.of(Topology.of(subject))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + subject + " " + batch;
  }
}
