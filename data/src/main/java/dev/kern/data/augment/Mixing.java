package dev.kern.data.augment;

/// An augmentation that combines two images of a batch, applied after all others.
///
/// A mixed image belongs to two classes, each with a share, so the loss takes rows of probabilities
/// instead of class indices. If a list has several such augmentations, one is chosen at random for
/// each image.
public sealed interface Mixing extends Augmentation permits Mixup, Cutmix {
  /// The parameter of the symmetric beta distribution of the shares: with 1 all shares are equally
  /// likely; with smaller values one image mostly dominates.
  double alpha();
}
