package dev.kern.examples;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.graph.Add;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Scale;
import dev.kern.graph.Softmax;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Subtract;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.model.Evaluation;
import dev.kern.train.Run;
import dev.kern.train.Training;

/// A custom loss and metric.
public final class OwnLoss {
  private OwnLoss() {}

  /// Half the cross-entropy and half the squared error of the probabilities (Brier 1950).
  public static Loss brierMix() {
    return Loss.custom(
        "brierMix",
        (logits, targets) -> {
          Node error = Subtract.of(Softmax.of(logits), targets);
          Node brier = ReduceMean.of(Multiply.of(error, error));
          Node crossEntropy = ReduceMean.of(SoftmaxCrossEntropy.of(logits, targets));
          return Add.of(Scale.of(crossEntropy, 0.5), Scale.of(brier, 0.5));
        });
  }

  /// The fraction of images whose true class has a logit above 0.
  public static Metric confident() {
    return Metric.custom(
        "confident",
        true,
        scores -> {
          int above = 0;
          for (int i = 0; i < scores.count(); i++) {
            for (int c = 0; c < scores.targets().width(); c++) {
              above += scores.target(i, c) == 1 && scores.output(i, c) > 0 ? 1 : 0;
            }
          }
          return (double) above / scores.count();
        });
  }

  /// Trains by the loss, and gives what the network scores on the test images, the metric included.
  public static Evaluation train(Dataset data) {
    Network network = Network.of(flatten(), dense(32), relu(), dense(data.classNames().size()));
    Training training =
        Training.of(network)
            .optimizer(adam(0.003))
            .loss(brierMix())
            .metrics(confident())
            .batch(32)
            .steps(300);
    try (Run run = training.start(data)) {
      run.fit();
      return run.evaluate(data.test());
    }
  }
}
