package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import dev.kern.compile.TaskRole;

/// How long a layer takes in a step of a network, in microseconds.
///
/// Where several threads compute, it is their time together, divided by their number.
///
/// @param layer its name, as `kern summary` has it; [#OUTSIDE] for what no layer does, such as the
///   loss
/// @param forwardMicros for its result
/// @param inputGradientMicros for the gradient by its input
/// @param weightGradientMicros for the gradient by its variables
/// @param updateMicros for the change of its variables
/// @param elementwiseMicros how much of all these is for tasks other than convolutions and matrix
///   products: activations, pooling, normalisation, moves of data
/// @param multiplyAdds how many its convolutions and matrix products have, as they are defined
public record LayerTime(
    String layer,
    double forwardMicros,
    double inputGradientMicros,
    double weightGradientMicros,
    double updateMicros,
    double elementwiseMicros,
    double multiplyAdds) {
  /// What no layer does.
  public static final String OUTSIDE = "other";

  /// No time.
  static LayerTime none(String layer) {
    return new LayerTime(layer, 0, 0, 0, 0, 0, 0);
  }

  /// All of it.
  public double micros() {
    return forwardMicros + inputGradientMicros + weightGradientMicros + updateMicros;
  }

  /// This and a task that takes so long.
  LayerTime plus(TaskInfo task, double micros) {
    return new LayerTime(
        layer,
        forwardMicros + (task.role() == TaskRole.FORWARD ? micros : 0),
        inputGradientMicros + (task.role() == TaskRole.INPUT_GRADIENT ? micros : 0),
        weightGradientMicros + (task.role() == TaskRole.WEIGHT_GRADIENT ? micros : 0),
        updateMicros + (task.role() == TaskRole.UPDATE ? micros : 0),
        elementwiseMicros + (task.multiplyAdds() > 0 ? 0 : micros),
        multiplyAdds + task.multiplyAdds());
  }

  /// This and another under this one's name.
  LayerTime plus(LayerTime other) {
    return new LayerTime(
        layer,
        forwardMicros + other.forwardMicros,
        inputGradientMicros + other.inputGradientMicros,
        weightGradientMicros + other.weightGradientMicros,
        updateMicros + other.updateMicros,
        elementwiseMicros + other.elementwiseMicros,
        multiplyAdds + other.multiplyAdds);
  }
}
