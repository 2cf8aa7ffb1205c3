package dev.kern.examples;

import dev.kern.data.file.DataException;
import dev.kern.model.Classifier;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import java.io.InputStream;
import java.util.Locale;

/// Answers uploads of images, as a servlet would: one handler, any number of threads.
public final class UploadHandler {
  private final Classifier classifier;

  /// A handler for what a model says.
  public UploadHandler(TrainedModel model) {
    classifier = Classifier.of(model);
  }

  /// The answer to an upload: `200 B 0.973`, or `400` and what is wrong with the file.
  public String handle(InputStream upload) {
    try {
      Prediction prediction = classifier.classify(upload);
      return String.format(
          Locale.ROOT, "200 %s %.3f", prediction.label(), prediction.probability());
    } catch (DataException e) {
      return "400 " + e.getMessage();
    }
  }
}
