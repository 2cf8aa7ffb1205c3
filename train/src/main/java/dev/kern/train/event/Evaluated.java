package dev.kern.train.event;

import dev.kern.json.Key;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The network was evaluated on a split of the data.
///
/// @param step how far training was: the number of the last step done, or of all steps at the end
/// @param split which split: `valid` or `test`; in JSON its key is `part`
/// @param accuracy the fraction of images classified correctly; NaN where there are values alone
/// @param loss the mean loss: for classes the cross-entropy, in nats
/// @param count how many images there were
/// @param metrics the values of the training's metrics by name; the key is missing if it has none
public record Evaluated(
    long step,
    @Key("part") String split,
    double accuracy,
    double loss,
    int count,
    @Key(omitEmpty = true) Map<String, Double> metrics)
    implements Event {
  /// Copies the map, and keeps its order.
  public Evaluated {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /// An evaluation without metrics.
  public Evaluated(long step, String split, double accuracy, double loss, int count) {
    this(step, split, accuracy, loss, count, Map.of());
  }
}
