package dev.kern.model;

/// An image that was taken for something else.
///
/// @param image its place in the split, from 0
/// @param label what it is
/// @param predicted what it was taken for
/// @param probability how sure the network was of that, from 0 to 1
public record Mistake(int image, String label, String predicted, double probability) {}
