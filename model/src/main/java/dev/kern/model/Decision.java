package dev.kern.model;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.json.Key;
import java.util.Optional;

/// How a model's probabilities become an answer; kept with the model.
///
/// | targets | `threshold`                                                              | usually |
/// |---------|--------------------------------------------------------------------------|---------|
/// | classes | the least probability of the best class; below it, none of the classes fits | 0    |
/// | labels  | the least probability of a label that applies                            | 0.5     |
///
/// @param top how many of the most probable classes are named, if the model says it
/// @param threshold a probability from 0 to 1, if the model says it
public record Decision(
    @Key(omitEmpty = true) Optional<Integer> top,
    @Key(omitEmpty = true) Optional<Double> threshold) {
  /// The most probable class, whatever its probability, and labels from 0.5 on.
  public static final Decision USUAL = new Decision(Optional.empty(), Optional.empty());

  private static final double HALF = 0.5;

  /// Fails with [IllegalArgumentException] if `top` is below 1 or the threshold isn't from 0 to 1.
  public Decision {
    if (top.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "the number of classes to name is 1 or more, given " + top.get());
    }
    double least = threshold.orElse(0.0);
    if (!(least >= 0 && least <= 1)) {
      throw new IllegalArgumentException(
          "a threshold is a probability from 0 to 1, given " + least);
    }
  }

  /// The same with another number of classes to name.
  public Decision withTop(int count) {
    return new Decision(Optional.of(count), threshold);
  }

  /// The same with another threshold.
  public Decision withThreshold(double probability) {
    return new Decision(top, Optional.of(probability));
  }

  /// Whether a class of this probability is an answer.
  public boolean accepts(double probability) {
    return probability >= threshold.orElse(0.0);
  }

  /// The least probability of a label that applies.
  public double leastOfLabels() {
    return threshold.orElse(HALF);
  }

  /// Refuses targets that it isn't made for.
  ///
  /// Fails with `DataException` if there is no such probability, or not as many classes.
  void expectFits(String where, Targets targets) {
    boolean classes = targets.areClasses();
    if (threshold.isPresent() && !classes && targets.kind() != Targets.Kind.LABELS) {
      throw Problem.at(where, "a threshold is for classes or labels")
          .given("the threshold %s, and %s".formatted(threshold.get(), targets))
          .fix("leave the threshold out");
    }
    if (top.isPresent() && !(classes && top.get() <= targets.width())) {
      throw Problem.at(where, "there are not as many classes to name")
          .given("the %d most probable, and %s".formatted(top.get(), targets))
          .fix(classes ? "name %d at most".formatted(targets.width()) : "leave the number out");
    }
  }
}
