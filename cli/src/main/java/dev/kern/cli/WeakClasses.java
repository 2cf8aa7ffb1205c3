package dev.kern.cli;

import dev.kern.data.Split;
import dev.kern.data.file.Problem;
import dev.kern.metric.ClassScore;
import dev.kern.metric.ConfusionMatrix;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// The classes whose images a network recognises far less often than others, and what to do.
///
/// @param matrix how it does on each class
/// @param train the images that it has learned from, if they are known, in the classes of `matrix`
record WeakClasses(ConfusionMatrix matrix, Optional<Split> train) {
  private static final int MOST = 5;

  /// How far below the accuracy is far, as a fraction of the images.
  private static final double FAR = 0.15;

  /// The same for few images, in standard deviations of what chance would do to their recall.
  private static final double DEVIATIONS = 3;

  /// A single image says nothing about its class.
  private static final double FEWEST_MISSED = 1.5;

  /// A class with less than this part of what it would have in a balanced set is a rare one.
  private static final double RARE = 0.6;

  /// A class that is answered for a larger part of the images than this is answered whatever they
  /// show, unless it is that of most of them.
  private static final double NEARLY_ALL = 0.9;

  private static final double MOST_IMAGES = 0.5;

  /// A note for each of the worst of them, or one alone if the model answers one class whatever it
  /// sees.
  List<String> notes() {
    return IntStream.range(0, matrix.names().size())
        .filter(this::isOnlyAnswer)
        .mapToObj(only -> List.of(onlyAnswer(only)))
        .findFirst()
        .orElseGet(this::perClass);
  }

  private long answers(int predicted) {
    return IntStream.range(0, matrix.names().size())
        .mapToLong(actual -> matrix.count(actual, predicted))
        .sum();
  }

  private boolean isOnlyAnswer(int answer) {
    long all = matrix.count();
    long own = matrix.scores().get(answer).support();
    long answers = answers(answer);
    boolean others = matrix.scores().stream().filter(score -> score.support() > 0).count() > 1;
    return others && (answers == all || (answers > NEARLY_ALL * all && own < MOST_IMAGES * all));
  }

  private String onlyAnswer(int answer) {
    long all = matrix.count();
    long answers = answers(answer);
    boolean most = matrix.scores().get(answer).support() > MOST_IMAGES * all;
    return String.format(
        Locale.ROOT,
        "the model answers %s for %s; %s",
        Problem.quote(matrix.names().get(answer)),
        answers == all
            ? "everything"
            : String.format(Locale.ROOT, "%,d of the %,d images", answers, all),
        most
            ? "most images are of that class: train with --class-weights balanced, or add images of"
                + " the others"
            : "train it longer, or with a learning rate that kern lr-find suggests");
  }

  private List<String> perClass() {
    double accuracy = matrix.accuracy();
    return matrix.scores().stream()
        .filter(score -> score.support() > 0 && isFarBelow(accuracy, score))
        .sorted(Comparator.comparingDouble(ClassScore::recall))
        .limit(MOST)
        .map(this::note)
        .toList();
  }

  private static boolean isFarBelow(double accuracy, ClassScore score) {
    if (score.support() * (1 - score.recall()) < FEWEST_MISSED) {
      return false;
    }
    double deviation = Math.sqrt(accuracy * (1 - accuracy) / score.support());
    return accuracy - score.recall() > Math.max(FAR, DEVIATIONS * deviation);
  }

  private String note(ClassScore score) {
    int own = matrix.names().indexOf(score.name());
    int other =
        IntStream.range(0, matrix.names().size())
            .filter(c -> c != own)
            .boxed()
            .max(Comparator.comparingInt((Integer c) -> matrix.count(own, c)))
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "class %s has a recall of %.1f%%, far below the accuracy of %.1f%%: %,d of its %,d images"
            + " are classified as %s; %s",
        Problem.quote(score.name()),
        100 * score.recall(),
        100 * matrix.accuracy(),
        matrix.count(own, other),
        score.support(),
        Problem.quote(matrix.names().get(other)),
        advice(own, matrix.names().get(other)));
  }

  private String advice(int own, String other) {
    long all = train.map(Split::count).orElse(0);
    long count =
        train
            .map(
                split ->
                    IntStream.range(0, split.count()).filter(i -> split.label(i) == own).count())
            .orElse(0L);
    return train.isPresent() && count < RARE * all / matrix.names().size()
        ? String.format(
            Locale.ROOT,
            "only %,d of the %,d training images are of it: add more, or train with"
                + " --class-weights balanced",
            count,
            all)
        : "check the labels of both (--csv FILE lists all mistakes), and add images that differ"
            + " from "
            + Problem.quote(other);
  }
}
