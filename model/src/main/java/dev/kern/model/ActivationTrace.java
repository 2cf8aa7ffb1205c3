package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.graph.Tensor;
import java.util.List;

/// One image on its way through a network; see [ActivationTracer].
///
/// @param image its place in the split, 0 if it comes from elsewhere
/// @param answers what the layers make of it, in order
/// @param estimate what the network says in the end: the probability of each class, for instance
public record ActivationTrace(int image, List<Answer> answers, Estimate estimate) {
  /// What a layer makes of the image.
  ///
  /// @param layer the layer's name, with that of the activation right behind it
  /// @param values `[H, W, C]`, or `[units]`
  public record Answer(String layer, Tensor values) {}

  /// Copies the list.
  public ActivationTrace {
    answers = List.copyOf(answers);
  }

  /// Sends an image of a split through the network.
  public static ActivationTrace of(TrainedModel trained, Split split, int image) {
    float[] pixels = new float[trained.model().image().size()];
    split.pixels(image, pixels, 0);
    ActivationTrace trace = ActivationTracer.of(trained).trace(pixels);
    return new ActivationTrace(image, trace.answers(), trace.estimate());
  }
}
