package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long a step of a network takes, layer by layer. Layers and [#waitingMicros] add up to the
/// step.
///
/// @param training whether it is a training step, or the network is only applied
/// @param batch images per step
/// @param micros of a step, in the fastest tenth of the windows
/// @param peakGflops what all threads together reach with multiply-adds alone, in 10^9 operations
///   per second
/// @param layers in the network's order, and last what no layer does, if there is any
public record StepProfile(
    boolean training, int batch, double micros, double peakGflops, List<LayerTime> layers) {
  /// Copies the list.
  public StepProfile {
    layers = List.copyOf(layers);
  }

  /// What tasks take, as what layers take.
  ///
  /// @param names of the layers, in order; what is inside of one, as of a branch, counts as its own
  /// @param micros of each task
  static List<LayerTime> layers(List<String> names, List<TaskInfo> tasks, double[] micros) {
    Map<String, LayerTime> layers = new LinkedHashMap<>();
    names.forEach(name -> layers.put(name, LayerTime.none(name)));
    layers.put(LayerTime.OUTSIDE, LayerTime.none(LayerTime.OUTSIDE));
    for (int k = 0; k < micros.length; k++) {
      TaskInfo task = tasks.get(k);
      double own = micros[k];
      layers.computeIfPresent(among(layers, task.layer()), (_, time) -> time.plus(task, own));
    }
    return layers.values().stream()
        .filter(time -> !time.layer().equals(LayerTime.OUTSIDE) || time.micros() > 0)
        .toList();
  }

  /// The innermost of these layers that a scope is in.
  private static String among(Map<String, LayerTime> layers, String scope) {
    String layer = scope;
    while (!layers.containsKey(layer)) {
      int slash = layer.lastIndexOf('/');
      layer = slash < 0 ? LayerTime.OUTSIDE : layer.substring(0, slash);
    }
    return layer;
  }

  /// All layers together.
  public LayerTime sum() {
    return layers.stream().reduce(LayerTime.none("sum"), LayerTime::plus);
  }

  /// How long a thread has nothing to do, in microseconds, the mean of all threads; measuring the
  /// tasks counts here, too.
  public double waitingMicros() {
    return micros - sum().micros();
  }

  /// Images per second.
  public double imagesPerSecond() {
    return 1e6 * batch / micros;
  }

  /// The share of the peak that the multiply-adds of the step reach.
  public double shareOfPeak() {
    return 2e-3 * sum().multiplyAdds() / micros / peakGflops;
  }
}
