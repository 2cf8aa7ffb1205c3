package dev.kern.data.augment;

/// An augmentation that moves or mirrors the image by whole pixels, so that nothing is
/// interpolated: the cheapest. Applied before all others, in the order of the list.
public sealed interface Whole extends Augmentation permits Crop, AlternatingFlip {}
