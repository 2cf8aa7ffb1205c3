package dev.kern.data.augment;

/// An augmentation that moves pixels.
///
/// All geometric augmentations of a list are combined, in order, and the image is sampled only
/// once, by bilinear interpolation: several blur no more than one. Beyond its edges the image
/// repeats its outermost pixels.
public sealed interface Geometric extends Augmentation
    permits Shift, Rotate, Zoom, Stretch, Shear, Elastic, Flip {}
