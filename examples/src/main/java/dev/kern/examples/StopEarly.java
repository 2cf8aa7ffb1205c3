package dev.kern.examples;

import dev.kern.data.Dataset;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Finished;

/// A run that a listener ends.
public final class StopEarly {
  private StopEarly() {}

  /// Trains until the validation accuracy is high enough, and gives the run's last event.
  public static Finished train(Training training, Dataset data, double enough) {
    try (Run run = training.start(data)) {
      return run.fit(
          event -> {
            if (event instanceof Evaluated result && result.accuracy() >= enough) {
              run.stop("accurate enough");
            }
          });
    }
  }
}
