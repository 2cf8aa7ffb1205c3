package dev.kern.serve.protocol;

import dev.kern.serve.store.Answers;
import dev.kern.serve.store.Features;
import dev.kern.serve.store.ServedModel;
import java.util.List;

/// A request for a model's answers, and when which part of it was done, in nanoseconds.
final class Call {
  private final ServedModel model;
  private final long received = System.nanoTime();
  private long admitted;
  private long read;
  private long inferred;
  private int images;

  Call(ServedModel model) {
    this.model = model;
  }

  ServedModel model() {
    return model;
  }

  void admit() {
    admitted = System.nanoTime();
  }

  /// Asks the model.
  List<Answers> infer(float[] pixels) {
    read = System.nanoTime();
    images = pixels.length / model.model().image().size();
    List<Answers> answers = model.infer(pixels);
    inferred = System.nanoTime();
    return answers;
  }

  /// Asks for what a layer makes of images; `most` numbers at most.
  Features features(float[] pixels, String layer, int most) {
    read = read == 0 ? System.nanoTime() : read;
    images = pixels.length / model.model().image().size();
    Features features = model.features(pixels, layer, most);
    inferred = System.nanoTime();
    return features;
  }

  /// How long its parts took.
  ServerMetrics.Durations end() {
    long end = System.nanoTime();
    return new ServerMetrics.Durations(
        images,
        end - received,
        admitted - received,
        read - admitted,
        inferred - read,
        end - inferred);
  }
}
