package dev.kern.data.augment;

/// An augmentation that combines two images of a batch, applied after all others.
///
/// An image then belongs to two classes, each with a share, so the loss takes rows of probabilities
/// instead of class indices. If a list has several, each image gets one of them at random.
public sealed interface Mixing extends Augmentation permits Mixup, Cutmix {
  /// The parameter of the symmetric beta distribution of the shares: with 1 all shares are equally
  /// likely; smaller values mostly give nearly one image or nearly the other.
  double alpha();
}
