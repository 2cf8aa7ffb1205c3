package dev.kern.data.augment;

/// An augmentation that puts parts of two images of a batch together, as the last thing of all.
///
/// What an image shows is then two classes by their shares, for which the loss takes rows of
/// probabilities in place of class indices. Where a list has several, each image takes one of them
/// at random.
public sealed interface Mixing extends Augmentation permits Mixup, Cutmix {
  /// The parameter of the symmetric beta distribution that shares are drawn from: 1 draws all
  /// shares alike, smaller ones mostly leave an image nearly as it is, or nearly the other.
  double alpha();
}
