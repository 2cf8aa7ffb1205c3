package dev.kern.serve.store;

/// What a layer makes of images.
///
/// @param layer its name
/// @param shape that of one image's: `[height, width, channels]` or `[units]`
/// @param numbers those of each image, one image after the other
@SuppressWarnings("ArrayRecordComponent") // made for each request and never compared
public record Features(String layer, int[] shape, float[] numbers) {}
