package dev.kern.measure;

/// How fast a network ran.
///
/// @param name the network's
/// @param batch images per step
/// @param training whether the steps were training steps, or the network was only applied
/// @param stepsPerSecond in the fastest tenth of the windows
/// @param gflops 10^9 operations per second then, a multiply-add counting as two; those of
///   convolutions and matrix products as they are defined, whatever the loops save or add
/// @param shareOfPeak that as a part of the peak in the fastest tenth of its windows
public record Speed(
    String name,
    int batch,
    boolean training,
    double stepsPerSecond,
    double gflops,
    double shareOfPeak) {
  /// Images per second.
  public double imagesPerSecond() {
    return batch * stepsPerSecond;
  }
}
