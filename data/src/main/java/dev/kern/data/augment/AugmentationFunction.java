package dev.kern.data.augment;

import java.util.random.RandomGenerator;

/// An augmentation that a user writes as a function.
final class AugmentationFunction implements CustomAugmentation {
  private final String kind;
  private final Change change;

  AugmentationFunction(String kind, Change change) {
    this.kind = kind;
    this.change = change;
  }

  Change change() {
    return change;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public void apply(AugmentedImage image, RandomGenerator random) {
    change.apply(image, random);
  }

  @Override
  public String toString() {
    return kind;
  }
}
