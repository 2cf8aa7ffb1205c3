package dev.kern.metric;

import dev.kern.data.ImageOrigin;
import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.data.file.Allocation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What a network said about the images of a split, beside what it was to say; what a [Metric] is
/// computed from.
public final class Scores {
  private final Targets targets;
  private final int count;
  private final int first;
  private final int width;
  private final float[] outputs;
  private final float[] rows;
  private final int[] labels;
  private final double loss;
  private final IntFunction<ImageOrigin> origins;

  private Scores(
      Targets targets,
      int count,
      int first,
      int width,
      float[] outputs,
      float[] rows,
      int[] labels,
      double loss,
      IntFunction<ImageOrigin> origins) {
    this.targets = targets;
    this.count = count;
    this.first = first;
    this.width = width;
    this.outputs = outputs;
    this.rows = rows;
    this.labels = labels;
    this.loss = loss;
    this.origins = origins;
  }

  /// That of an image of which only its index is known.
  private static ImageOrigin unknown(int image) {
    return new ImageOrigin(Optional.empty(), image, Optional.empty());
  }

  /// Of images with classes.
  ///
  /// @param logits `[count, classes]`, kept
  /// @param labels the index of each image's class, kept
  /// @param loss the mean loss
  public static Scores ofClasses(Targets targets, float[] logits, int[] labels, double loss) {
    return new Scores(
        targets,
        labels.length,
        0,
        targets.width(),
        logits,
        new float[0],
        labels,
        loss,
        Scores::unknown);
  }

  /// Of images with targets of any kind.
  ///
  /// @param outputs `[count, width]`, kept
  /// @param rows `[count, width]`, as [Targets] says, kept
  /// @param loss the mean loss
  public static Scores of(Targets targets, float[] outputs, float[] rows, double loss) {
    int width = targets.width();
    if (outputs.length != rows.length || rows.length % width != 0) {
      throw new IllegalArgumentException(
          "scores take rows of %d outputs and as many targets, given %d and %d numbers"
              .formatted(width, outputs.length, rows.length));
    }
    return new Scores(
        targets, rows.length / width, 0, width, outputs, rows, new int[0], loss, Scores::unknown);
  }

  /// Scores of different images as one, such as those of several networks that were each asked
  /// about other images; the loss is the mean over all images.
  ///
  /// Fails with [IllegalArgumentException] if there are none, or their targets differ.
  ///
  /// @param parts as they were made, not those of a [#head]
  public static Scores joined(List<Scores> parts) {
    Targets targets = parts.isEmpty() ? null : parts.getFirst().targets;
    if (targets == null || parts.stream().anyMatch(part -> !part.targets.equals(targets))) {
      throw new IllegalArgumentException(
          "scores to join have the same targets, given "
              + parts.stream().map(part -> part.targets).toList());
    }
    int count = parts.stream().mapToInt(part -> part.count).sum();
    int width = targets.width();
    boolean classes = targets.areClasses();
    float[] outputs = Allocation.floats("evaluation", (long) count * width);
    float[] rows = Allocation.floats("evaluation", classes ? 0 : outputs.length);
    int[] labels = new int[classes ? count : 0];
    ImageOrigin[] origins = new ImageOrigin[count];
    double losses = 0;
    int at = 0;
    for (Scores part : parts) {
      System.arraycopy(part.outputs, 0, outputs, at * width, part.outputs.length);
      if (classes) {
        System.arraycopy(part.labels, 0, labels, at, part.count);
      } else {
        System.arraycopy(part.rows, 0, rows, at * width, part.rows.length);
      }
      for (int i = 0; i < part.count; i++) {
        origins[at + i] = part.origin(i);
      }
      losses += part.loss * part.count;
      at += part.count;
    }
    double loss = losses / count;
    return new Scores(
        targets, count, 0, width, outputs, rows, labels, loss, image -> origins[image]);
  }

  /// The same, with the images that they are about, which tell their [#origin].
  ///
  /// Fails with [IllegalArgumentException] if there are more or fewer of them.
  public Scores about(Split images) {
    if (images.count() != count) {
      throw new IllegalArgumentException(
          "scores of %d images can't be about %d".formatted(count, images.count()));
    }
    return new Scores(targets, count, first, width, outputs, rows, labels, loss, images::origin);
  }

  /// Where the source of the data has an image; of scores that aren't [#about] images, all that is
  /// known is its index.
  public ImageOrigin origin(int image) {
    return origins.apply(image);
  }

  /// The scores of one head; their loss is that of all heads.
  ///
  /// Fails with [IllegalArgumentException] if there is no such head.
  public Scores head(String name) {
    int from = targets.from(name);
    Targets head = Objects.requireNonNull(targets.heads().get(name));
    return new Scores(head, count, from, width, outputs, rows, labels, loss, origins);
  }

  /// What there was to say.
  public Targets targets() {
    return targets;
  }

  /// How many images.
  public int count() {
    return count;
  }

  /// How many numbers the network says about an image.
  public int width() {
    return targets.width();
  }

  /// What the network said: a logit of a class or label, or a value.
  public double output(int image, int column) {
    return outputs[image * width + first + column];
  }

  /// What it was to say, as [Targets] describes a row.
  public double target(int image, int column) {
    return labels.length > 0
        ? labels[image] == column ? 1 : 0
        : rows[image * width + first + column];
  }

  /// The index of an image's class.
  public int label(int image) {
    if (labels.length > 0) {
      return labels[image];
    }
    return Metrics.argmax(rows, image * width + first, targets.width());
  }

  /// The index of the class that the network took an image for.
  public int predicted(int image) {
    return Metrics.argmax(outputs, image * width + first, targets.width());
  }

  /// Whether the network gave an image a label: by a probability above a half.
  public boolean hasLabel(int image, int label) {
    return output(image, label) > 0;
  }

  /// Whether an image has a label.
  public boolean isLabelled(int image, int label) {
    return target(image, label) >= 0.5;
  }

  /// Whether the class, or all labels, of an image are predicted; of heads whether this holds for
  /// all that have classes or labels. Values are never wrong.
  public boolean isRight(int image) {
    return switch (targets.kind()) {
      case CLASS -> predicted(image) == label(image);
      case VALUES -> true;
      case LABELS ->
          IntStream.range(0, width()).allMatch(c -> hasLabel(image, c) == isLabelled(image, c));
      case HEADS -> targets.heads().keySet().stream().allMatch(name -> head(name).isRight(image));
    };
  }

  /// The fraction of images that are right, from 0 to 1; NaN where there are values alone.
  public double accuracy() {
    if (targets.areValues()) {
      return Double.NaN;
    }
    return count == 0 ? 0 : (double) right() / count;
  }

  /// How many images are right.
  public long right() {
    return IntStream.range(0, count).filter(this::isRight).count();
  }

  /// Where the accuracy on all images of the kind lies, with a confidence of 95 %; empty where
  /// there are values alone, or no images.
  public Optional<WilsonInterval> accuracyInterval() {
    return targets.areValues() || count == 0
        ? Optional.empty()
        : Optional.of(WilsonInterval.of(right(), count));
  }

  /// How far the softmax of the logits is from the image's class, in nats; finite for logits of any
  /// size. For targets that are classes.
  public double crossEntropy(int image) {
    return Metrics.crossEntropy(outputs, image * width + first, targets.width(), label(image));
  }

  /// The probability that the network gave a label, from 0 to 1: the sigmoid of its logit.
  public double probability(int image, int label) {
    return 1 / (1 + Math.exp(-output(image, label)));
  }

  /// The row of numbers that the network said about an image, as a copy.
  public float[] outputs(int image) {
    int from = image * width + first;
    return Arrays.copyOfRange(outputs, from, from + targets.width());
  }

  /// The mean loss.
  public double loss() {
    return loss;
  }
}
