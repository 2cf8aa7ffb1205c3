/// Training images changed at random, so that a network learns what a change leaves the same.
///
/// An [Augmentation] is a record of plain values that says what may happen; an [Augmenter] does it
/// to the batches of a run. What is drawn is a function of the seed, the step and the place in the
/// batch alone: whoever fills the batch of a step, on whatever thread and in whatever order, gets
/// the same bits.
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
