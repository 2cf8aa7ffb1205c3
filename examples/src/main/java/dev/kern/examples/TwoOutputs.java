package dev.kern.examples;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Targets;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.model.Predictor;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A network with two outputs: which half of the image a dot is in, and how bright it is.
public final class TwoOutputs {
  private TwoOutputs() {}

  /// Trains it.
  ///
  /// @param images `[count, 8, 8, 1]`
  /// @param numbers for each image the index of its half, 0 for the upper one, and its brightness
  public static Predictor train(float[] images, float[][] numbers) {
    Map<String, Targets> targets = new LinkedHashMap<>();
    targets.put("half", Targets.classes(List.of("upper", "lower")));
    targets.put("brightness", Targets.values(List.of("brightness")));
    Dataset data = Dataset.of(Targets.heads(targets), new ImageShape(8, 8, 1), images, numbers);
    Network network =
        Network.of(
            flatten(),
            dense(16),
            relu(),
            heads(head("half", dense(2)), head("brightness", dense(1))));
    Loss loss =
        Loss.heads()
            .plus("half", Loss.crossEntropy())
            .plus("brightness", Loss.meanSquaredError(), 2);
    Training training = Training.of(network).loss(loss).optimizer(adam(0.01)).batch(32).steps(400);
    try (Run run = training.start(data)) {
      run.fit();
      return run.predictor();
    }
  }
}
