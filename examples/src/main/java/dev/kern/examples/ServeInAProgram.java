package dev.kern.examples;

import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import java.nio.file.Path;

/// A service that is at full speed from its first answer on, for any number of threads.
public final class ServeInAProgram {
  private final Classifier classifier;

  /// A service with a trained network; it is ready once this returns.
  public ServeInAProgram(Path model) {
    classifier = Classifier.load(model);
    classifier.warmUp();
  }

  /// The answer to a request, by any thread.
  public String label(byte[] upload) {
    Prediction prediction = classifier.classify(upload);
    return prediction.label();
  }
}
