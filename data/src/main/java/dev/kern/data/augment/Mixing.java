package dev.kern.data.augment;

/// An augmentation that puts parts of two pictures of a batch together, as the last thing of all.
///
/// What a picture shows is then two classes by their shares, for which the loss takes rows of
/// probabilities in place of class indices. Where a list has several, each picture takes one of
/// them at random.
public sealed interface Mixing extends Augmentation permits Mixup, Cutmix {
  /// The parameter of the symmetric beta distribution that shares are drawn from: 1 draws all
  /// shares alike, smaller ones mostly leave a picture nearly as it is, or nearly the other.
  double alpha();
}
