package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.layer.Dropout;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The first step of debugging: whether a network can memorise a few images.
///
/// ```java
/// OverfitCheck.Result result = training.overfit(16).run(data);
/// System.out.println(result.words());
/// ```
///
/// The first training images of each class in turn make up every batch, since those of a folder
/// come class by class; without augmentation, and the network is scored on the same images, as it
/// will classify: so statistics of batch normalisation that lag behind show, too. It stops once it
/// knows them all, with a mean loss of at most 0.1. A network that can't do that has a fault that
/// more data won't cure. Neither validation nor test images are touched, and nothing is written.
///
/// Immutable.
public final class OverfitCheck {
  private static final long USUAL_STEPS = 1_000;
  private static final long EVERY = 25;
  private static final double LEARNED_LOSS = 0.1;

  private final Training training;
  private final int images;

  private OverfitCheck(Training training, int images) {
    this.training = training;
    this.images = images;
  }

  /// See [Training#overfit].
  static OverfitCheck of(Training training, int images) {
    return new OverfitCheck(training.plain(images, EVERY).steps(USUAL_STEPS), images);
  }

  /// The same with at most so many steps; 1,000 by default.
  public OverfitCheck steps(long most) {
    return new OverfitCheck(training.steps(most), images);
  }

  /// What came of it.
  ///
  /// @param learned whether the network classifies all images right, with a small loss
  /// @param images how many images there were: the first of each class in turn
  /// @param steps how many steps it took
  /// @param loss the mean cross-entropy at the end, in nats
  /// @param accuracy the part classified correctly at the end
  /// @param causes if it has not learned them, what is likely to be the cause, a sentence each
  public record Result(
      boolean learned, int images, long steps, double loss, double accuracy, List<String> causes) {
    /// Copies the list.
    public Result {
      causes = List.copyOf(causes);
    }

    /// The result for people: a line, and one for each likely cause.
    public String words() {
      String line =
          String.format(
              Locale.ROOT,
              "%s the %s after %,d steps: accuracy %.1f%%, loss %.4f",
              learned ? "Learned" : "Failed to learn",
              images == 1 ? "image" : images + " images",
              steps,
              100 * accuracy,
              loss);
      return causes.isEmpty()
          ? line
          : line + "\nLikely causes:\n  - " + String.join("\n  - ", causes);
    }
  }

  /// What it is about to do, in words: which images, of which classes.
  ///
  /// Fails with `DataException` if there are not so many training images.
  public String describe(Dataset data) {
    Split split = split(data);
    String classes =
        IntStream.range(0, data.classes())
            .filter(c -> count(split, c) > 0)
            .mapToObj(c -> data.classNames().get(c) + " " + count(split, c))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    return "Overfitting %s to %s of %s training images (%s): at most %s steps"
        .formatted(
            training.network().name(),
            Problem.count(images),
            Problem.count(data.train().count()),
            classes,
            Problem.count(training.stepsOn(images)));
  }

  private static long count(Split split, int label) {
    return IntStream.range(0, split.count()).filter(i -> split.label(i) == label).count();
  }

  private Split split(Dataset data) {
    int all = data.train().count();
    if (images > all) {
      throw Problem.at(data.provenance().source(), "not enough training images")
          .given("%d images to overfit, of %d".formatted(images, all))
          .expected("1 to %d".formatted(all))
          .fix("--overfit " + Math.min(16, all));
    }
    return data.train().select(chosen(data));
  }

  /// The images in the order of their rank in their class; those of values in their own.
  private int[] chosen(Dataset data) {
    Split all = data.train();
    if (!data.targets().areClasses()) {
      return IntStream.range(0, images).toArray();
    }
    int[] seen = new int[data.classes()];
    return IntStream.range(0, all.count())
        .mapToLong(i -> (long) seen[all.label(i)]++ << Integer.SIZE | i)
        .sorted()
        .limit(images)
        .mapToInt(rankAndIndex -> (int) rankAndIndex)
        .sorted()
        .toArray();
  }

  /// Trains until the images are learned or the steps are done.
  ///
  /// Fails with `DataException` if there are not so many training images, with `ShapeException` if
  /// the network does not fit the images or the classes, with [DivergedException] if a number is
  /// not finite any more.
  ///
  /// @param listeners those who want to know how it goes; the validation images they hear of are
  ///   those that are learned
  public Result run(Dataset data, Listener... listeners) {
    Split split = split(data);
    Dataset few = data.withSplits(Map.of(SplitName.TRAIN, split, SplitName.VALID, split));
    List<Progress> reports = new ArrayList<>();
    List<Evaluated> scores = new ArrayList<>();
    try (Run run = training.start(few)) {
      Listener[] all = Arrays.copyOf(listeners, listeners.length + 1);
      all[listeners.length] =
          event -> {
            if (event instanceof Progress report) {
              reports.add(report);
            } else if (event instanceof Evaluated score) {
              scores.add(score);
              if (isLearned(score)) {
                run.stop("the images are learned");
              }
            }
          };
      long steps = run.fit(all).steps();
      Evaluated last = scores.getLast();
      boolean learned = isLearned(last);
      List<String> causes = learned ? List.of() : causes(split, reports, last, data.classNames());
      return new Result(learned, images, steps, last.loss(), last.accuracy(), causes);
    }
  }

  private static boolean isLearned(Evaluated score) {
    return score.accuracy() == 1 && score.loss() <= LEARNED_LOSS;
  }

  private List<String> causes(
      Split split, List<Progress> reports, Evaluated last, List<String> classes) {
    List<String> causes = new ArrayList<>();
    contradictions(split, classes, causes);
    double first = reports.getFirst().loss();
    double end = reports.getLast().loss();
    double rate = training.optimizer().learningRate();
    if (reports.getLast().minibatchAccuracy() == 1 && last.accuracy() < 1) {
      causes.add(
          "the images are classified correctly in training, but not in evaluation: the moving"
              + " averages of batch normalisation may lag behind (try a smaller decay), or a layer"
              + " behaves differently in training and inference");
    } else if (end > 0.9 * first) {
      causes.add(
          String.format(
              Locale.ROOT,
              "the loss has hardly fallen (%.4f to %.4f): a learning rate of %s is far too small or"
                  + " too large, or units are dead, or no gradient gets to the weights",
              first,
              end,
              rate));
    } else {
      causes.add(
          String.format(
              Locale.ROOT,
              "the loss was still falling (%.4f to %.4f): more steps, or a learning rate above %s",
              first,
              end,
              rate));
    }
    if (training.network().layers().stream().anyMatch(Dropout.class::isInstance)) {
      causes.add("dropout hides a part of what is to be learned: try without it");
    }
    if (training.l2() > 0 || training.optimizer().weightDecay() > 0) {
      causes.add(
          "l2 %s and weight decay %s keep weights small: try 0"
              .formatted(training.l2(), training.optimizer().weightDecay()));
    }
    if (training.clipNorm() > 0) {
      causes.add("gradients are clipped to norm %s: try without".formatted(training.clipNorm()));
    }
    causes.add("the network may be too small, or reduce images to too few numbers on the way");
    return causes;
  }

  /// Equal images with different labels, which no network can learn.
  private static void contradictions(Split split, List<String> classes, List<String> causes) {
    Map<Long, Integer> seen = new HashMap<>();
    for (int i = 0; i < split.count(); i++) {
      Integer twin = seen.putIfAbsent(split.fingerprint(i), i);
      if (twin != null && split.label(twin) != split.label(i)) {
        causes.add(
            "training images %d and %d are equal, but labelled %s and %s"
                .formatted(twin, i, classes.get(split.label(twin)), classes.get(split.label(i))));
        return;
      }
    }
  }
}
