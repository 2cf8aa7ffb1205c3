/// Data augmentation: random changes of training images that a network learns to ignore.
///
/// An [Augmentation] is a record of plain values that describes a change; an [Augmenter] applies it
/// to the batches of a run. The random numbers depend only on the seed, the step and the position
/// in the batch, so filling the batch of a step gives the same bits on any thread and in any order.
///
/// One of your own is a [CustomAugmentation].
///
/// ```java
/// Augmenter augmenter =
///     Augmenter.of(List.of(shift(2), rotate(10), elastic(2)), data.shape(), data.classes(), 1);
/// batches.fill(step, pixels, labels);
/// augmenter.apply(step, pixels, labels, new float[0]);
/// ```
@NullMarked
package dev.kern.data.augment;

import org.jspecify.annotations.NullMarked;
