package dev.kern.loss;

/// A loss with its share in a sum.
///
/// @param loss the loss
/// @param weight what it is multiplied by
public record WeightedLoss(Loss loss, double weight) {
  /// Fails with [IllegalArgumentException] if the weight is negative or not finite.
  public WeightedLoss {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight of a loss is 0 or more, given %s".formatted(weight));
    }
  }

  /// `squared error, times 4.0`; without the weight if it is 1.
  @Override
  public String toString() {
    return weight == 1 ? loss.toString() : "%s, times %s".formatted(loss, weight);
  }
}
