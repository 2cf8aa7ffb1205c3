package dev.kern.examples;

import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;

import dev.kern.data.Dataset;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.CustomAugmentation;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.train.Run;
import dev.kern.train.Training;

/// Custom augmentations, among Kern's: [Salt], which has settings, and a function.
public final class OwnAugmentation {
  private OwnAugmentation() {}

  /// Adds noise to every value.
  public static CustomAugmentation grain() {
    return Augmentation.custom(
        "grain",
        (image, random) -> {
          float[] pixels = image.pixels();
          for (int k = 0; k < pixels.length; k++) {
            pixels[k] += 0.05f * (float) random.nextGaussian();
          }
        });
  }

  /// Trains on augmented images, and gives what the network scores on the test images, which stay
  /// as they are.
  public static Evaluation train(Dataset data) {
    Network network = Network.of(flatten(), dense(32), relu(), dense(data.classNames().size()));
    Training training =
        Training.of(network)
            .optimizer(adam(0.003))
            .augment(shift(1), new Salt(0.05, 0.5), grain())
            .batch(32)
            .steps(300);
    try (Run run = training.start(data)) {
      run.fit();
      return run.evaluate(data.test());
    }
  }
}
