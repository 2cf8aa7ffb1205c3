package dev.kern.data.augment;

import dev.kern.data.ForwardingSplit;
import dev.kern.data.Split;
import dev.kern.data.order.CounterRandom;
import java.util.List;

/// The images of a split, each augmented once, to preview an augmentation.
///
/// An image looks the same each time it is read; training, by contrast, draws a new change each
/// time. [Mixing] is left out, since it needs a whole batch. Thread-safe.
public final class AugmentedSplit extends ForwardingSplit {
  private final Augmenter augmenter;
  private final float[] image;

  private AugmentedSplit(Split plain, Augmenter augmenter) {
    super(plain);
    this.augmenter = augmenter;
    this.image = new float[plain.shape().size()];
  }

  /// The augmented images of a split.
  ///
  /// Fails with [IllegalArgumentException] if a kind of augmentation is listed twice.
  public static AugmentedSplit of(Split plain, List<Augmentation> augmentations, long seed) {
    return new AugmentedSplit(plain, Augmenter.of(augmentations, plain.shape(), 1, seed));
  }

  @Override
  public synchronized void pixels(int sample, float[] into, int at) {
    images().pixels(sample, image, 0);
    augmenter.change(sample, image);
    System.arraycopy(image, 0, into, at, image.length);
  }

  @Override
  public synchronized long fingerprint(int sample) {
    pixels(sample, image, 0);
    long hash = 0;
    for (float value : image) {
      hash = CounterRandom.of(hash, Float.floatToIntBits(value));
    }
    return hash;
  }
}
