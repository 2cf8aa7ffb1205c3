package dev.kern.train;

/// How often images of each class are drawn during training.
public enum Sampling {
  /// As often as the data has them: each image once per epoch.
  NATURAL,
  /// Each class equally often, those with few images by drawing these more often. The order of the
  /// images within a class is random, unless [Order] is sequential. An epoch still has as many
  /// images as the data.
  BALANCED
}
