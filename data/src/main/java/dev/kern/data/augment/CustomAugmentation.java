package dev.kern.data.augment;

import java.util.random.RandomGenerator;

/// An augmentation of your own: a record, whose components are its settings in files, or a function
/// without settings, [Augmentation#custom].
///
/// ```java
/// public record Salt(double part) implements CustomAugmentation {
///   public String kind() {
///     return "salt";
///   }
///
///   public void apply(AugmentedImage image, RandomGenerator random) {
///     float[] pixels = image.pixels();
///     for (int k = 0; k < pixels.length; k++) {
///       if (random.nextFloat() < part) {
///         pixels[k] = 0.5f;
///       }
///     }
///   }
/// }
/// ```
///
/// It is applied after the geometric augmentations, in the order of the list with the tonal ones,
/// before images are mixed. Files that hold it can be read where it is registered; see
/// [Augmentation#register].
public non-sealed interface CustomAugmentation extends Augmentation {
  /// Changes an image in place. Several threads call this at the same time, each with an image of
  /// its own, so it keeps no state; and it allocates nothing, as nothing else does per step.
  ///
  /// An exception, or a value that is not finite, ends the run with a message.
  ///
  /// @param random the only source of randomness: its numbers depend on the seed, the step, the
  ///   image's position in the batch and the position in the list of augmentations, so that a run
  ///   has the same bits for any number of threads, and when it is resumed
  void apply(AugmentedImage image, RandomGenerator random);

  /// What [Augmentation#custom] takes.
  @FunctionalInterface
  interface Change {
    /// See [CustomAugmentation#apply].
    void apply(AugmentedImage image, RandomGenerator random);
  }
}
