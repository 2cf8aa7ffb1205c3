package dev.kern.data.augment;

/// An augmentation that moves pixels.
///
/// All those of a list are put together, in its order, and the image is sampled once, between the
/// four nearest pixels: two that follow each other blur no more than one. Beyond the edge the image
/// goes on as its outermost pixels do.
public sealed interface Geometric extends Augmentation
    permits Shift, Rotate, Zoom, Stretch, Shear, Elastic, Flip {}
