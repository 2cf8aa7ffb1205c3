package dev.kern.layer;

/// A layer at its place in a network.
///
/// @param name its name, such as `conv1`, which its variables' names begin with
/// @param layer the layer
/// @param frozen whether training leaves it as it is
public record NamedLayer(String name, Layer layer, boolean frozen) {}
