package dev.kern.measure;

/// How fast one convolution or matrix product of a training step ran, on one thread.
///
/// @param network the network's name
/// @param layer the layer's
/// @param op what was computed, such as `conv2d_filter_gradient`
/// @param backward whether that belongs to the gradient
/// @param micros of a whole batch, in the fastest tenth of the steps
/// @param gflops 10^9 operations per second then, as in [Speed]
/// @param shareOfPeak that as a part of one thread's peak
public record LayerSpeed(
    String network,
    String layer,
    String op,
    boolean backward,
    double micros,
    double gflops,
    double shareOfPeak) {}
