package dev.kern.jpeg;

/// A decoded image.
///
/// @param width columns
/// @param height rows
/// @param channels 1 (brightness) or 3 (red, green, blue)
/// @param pixels values from 0 to 255, `[height, width, channels]`
@SuppressWarnings("ArrayRecordComponent") // what was read, never compared
public record JpegImage(int width, int height, int channels, byte[] pixels) {}
