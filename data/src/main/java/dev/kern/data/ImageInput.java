package dev.kern.data;

import dev.kern.data.image.ImageRemark;
import java.util.Optional;

/// An image file as a network's input.
///
/// @param pixels `[height, width, channels]`, normalised
/// @param size the extents of the file's image, as it is seen
/// @param turned whether it was turned or mirrored to be seen as its EXIF data say
/// @param remark what is odd about the file
@SuppressWarnings("ArrayRecordComponent") // what was read, never compared
public record ImageInput(
    float[] pixels, ImageTarget.Extents size, boolean turned, Optional<ImageRemark> remark) {}
