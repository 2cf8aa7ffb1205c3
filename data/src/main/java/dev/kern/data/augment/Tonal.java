package dev.kern.data.augment;

/// An augmentation that changes the values of pixels; applied after the geometric ones, in the
/// order of the list.
public sealed interface Tonal extends Augmentation
    permits Brightness, Contrast, Invert, Erase, Cutout {}
