package dev.kern.optimize;

import java.util.Map;

/// A validation result that is watched over a run.
///
/// @param result its name, such as `accuracy`
/// @param higherIsBetter whether it is to rise; if not, it is to fall
public record Monitor(String result, boolean higherIsBetter) {
  /// The mean cross-entropy; lower is better.
  public static final Monitor LOSS = new Monitor("loss", false);

  /// The fraction of images classified correctly; higher is better.
  public static final Monitor ACCURACY = new Monitor("accuracy", true);

  /// Fails with [IllegalArgumentException] if the name is no word.
  public Monitor {
    if (!result.matches("\\w{1,40}")) {
      throw new IllegalArgumentException(
          "not a result name: '%s'; expected letters, digits and '_', such as accuracy"
              .formatted(result));
    }
  }

  /// The result of a name, of which higher is better; the loss is to fall.
  public static Monitor of(String result) {
    return result.equals(LOSS.result) ? LOSS : new Monitor(result, true);
  }

  /// The result of a name, of which lower is better.
  public static Monitor lowest(String result) {
    return new Monitor(result, false);
  }

  /// The watched one of these results, turned so that higher is better.
  ///
  /// Fails with [IllegalArgumentException] if it is not among them.
  public double score(Map<String, Double> results) {
    Double value = results.get(result);
    if (value == null) {
      throw new IllegalArgumentException(
          "unknown validation result '%s'; expected one of %s"
              .formatted(result, String.join(", ", results.keySet().stream().sorted().toList())));
    }
    return higherIsBetter ? value : -value;
  }

  /// Its name.
  @Override
  public String toString() {
    return result;
  }
}
