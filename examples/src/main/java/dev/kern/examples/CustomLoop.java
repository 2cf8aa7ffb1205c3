package dev.kern.examples;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;

import dev.kern.data.Batch;
import dev.kern.data.Dataset;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.train.TrainStep;

/// A custom training loop, with batch normalisation.
public final class CustomLoop {
  private CustomLoop() {}

  /// Trains for some epochs; the model's moving statistics are those that inference needs.
  public static TrainedModel train(Dataset data, int epochs) {
    Network network =
        Network.of(
            conv(8, 3).stride(2).unbiased(),
            batchNorm(),
            relu(),
            flatten(),
            dense(data.classNames().size()));
    try (TrainStep step = TrainStep.of(network, data, 16, sgd(0.05))) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (Batch batch : data.train().batches(16, epoch)) {
          float loss = step.run(batch);
          if (Float.isNaN(loss)) {
            throw new IllegalStateException("the loss is not a number; lower the learning rate");
          }
        }
      }
      return step.model();
    }
  }
}
