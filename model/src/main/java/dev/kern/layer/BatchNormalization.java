package dev.kern.layer;

import dev.kern.graph.BatchMean;
import dev.kern.graph.BatchVariance;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Shape;

/// Each channel normalised to mean 0 and variance 1, then scaled and shifted by learned numbers.
///
/// Training takes the statistics of the batch, and keeps moving averages of them, which inference
/// takes. A training graph moves the averages by effects that are fetched with the training step:
/// [dev.kern.graph.Graph#effects] has them.
///
/// | tensor                               | shape      |
/// |--------------------------------------|------------|
/// | x                                    | `[..., C]` |
/// | `scale`, `shift`, `mean`, `variance` | `[C]`      |
/// | result                               | `[..., C]` |
///
/// Source: Ioffe and Szegedy 2015.
///
/// @param decay the part of a moving average that stays per step, in `[0, 1)`
/// @param epsilon keeps the root of the variance away from 0
public record BatchNormalization(double decay, double epsilon) implements Layer {
  /// Fails with [IllegalArgumentException] if `decay` is outside of `[0, 1)` or `epsilon` is not
  /// above 0.
  public BatchNormalization {
    Require.share(decay, "batchNorm", "decay");
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("batchNorm needs an epsilon above 0, given " + epsilon);
    }
  }

  /// Averages that keep nine tenths per step, epsilon 1e-5.
  public static BatchNormalization standard() {
    return new BatchNormalization(0.9, 1e-5);
  }

  /// The same with averages that keep another part per step.
  public BatchNormalization decay(double part) {
    return new BatchNormalization(part, epsilon);
  }

  /// The same with another epsilon.
  public BatchNormalization epsilon(double small) {
    return new BatchNormalization(decay, small);
  }

  @Override
  public String kind() {
    return "batchNorm";
  }

  @Override
  public String settings() {
    return "decay " + decay;
  }

  /// Fails with [dev.kern.graph.ShapeException] in training where a channel has a single value, as
  /// behind a dense layer with a batch of 1: its mean would be all that is left of it.
  @Override
  public Node build(Scope scope, Node x) {
    Graph graph = scope.graph();
    Shape channels = Shape.of(x.shape().last());
    Node scale = graph.variable("scale", channels, Initializer.constant(1));
    Node shift = graph.variable("shift", channels, Initializer.zeros());
    Node meanOfAll = graph.state("mean", channels, Initializer.zeros());
    Node varianceOfAll = graph.state("variance", channels, Initializer.constant(1));
    if (!scope.averaging()) {
      return Normalize.of(x, meanOfAll, varianceOfAll, scale, shift, epsilon);
    }
    if (x.shape().size() == x.shape().last()) {
      throw scope.misfit(
          this,
          x,
          "batchNorm needs more than one value per channel in training, given one: it would always"
              + " return its shift",
          "use a batch of 2 or more images (--batch 16), or leave out batchNorm");
    }
    Node mean = BatchMean.of(x);
    Node variance = BatchVariance.of(x, mean);
    MovingAverage.of(meanOfAll, mean, decay);
    MovingAverage.of(varianceOfAll, variance, decay);
    return Normalize.of(x, mean, variance, scale, shift, epsilon);
  }
}
