package dev.kern.cli.option;

import dev.kern.cli.terminal.Output;
import dev.kern.model.Decision;
import dev.kern.model.TrainedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--classes FILE` and `--threshold P`: what a model's answers are called, and when it has none.
public final class AnswerOptions {
  @Mixin private final ClassesOption classes = new ClassesOption();

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "say \"none of these\" where the best class has a probability below P, from 0 to 1; for"
              + " labels, those that apply have P or more (default: as the model says, or 0, for"
              + " labels 0.5)")
  private @Nullable Double threshold;

  /// A model that answers as is said, or as it does anyway.
  ///
  /// Fails with `DataException` if that doesn't fit the model.
  public TrainedModel applied(TrainedModel trained, Output output) {
    TrainedModel named = classes.applied(trained, output);
    if (threshold == null) {
      return named;
    }
    expectProbability(threshold);
    Decision decision = named.model().decision().withThreshold(threshold);
    return new TrainedModel(named.model().withDecision(decision), named.weights());
  }

  /// Fails with [IllegalArgumentException] if the value of `--threshold` is no probability.
  public static void expectProbability(double threshold) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          """
          --threshold: not a probability
            given     %s
            expected  a number from 0 to 1
            fix       --threshold 0.8\
          """
              .formatted(threshold));
    }
  }
}
