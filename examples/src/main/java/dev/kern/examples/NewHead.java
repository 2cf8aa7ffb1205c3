package dev.kern.examples;

import static dev.kern.layer.Layer.dense;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.model.TrainedModel;
import dev.kern.train.Run;
import dev.kern.train.Training;

/// A trained network with a new head: its backbone stays as it is, only the head learns.
public final class NewHead {
  private NewHead() {}

  /// The model that comes of it.
  ///
  /// @param trained a model whose layer `flatten1` ends its backbone
  public static TrainedModel train(TrainedModel trained, Dataset data) {
    TrainedModel start =
        trained
            .upTo("flatten1")
            .frozen()
            .withHead(data.classNames(), dense(data.classNames().size()));
    try (Run run = Training.of(start).optimizer(adam(0.003)).batch(16).steps(100).start(data)) {
      run.fit();
      return run.trained();
    }
  }
}
