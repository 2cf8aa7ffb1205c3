package dev.kern.train.event;

import java.util.Optional;

/// A run has finished.
///
/// @param run the folder it is kept in, or its name if there is none
/// @param steps how many steps were done
/// @param seconds how long it took, with evaluations
/// @param stepsPerSecond speed of the steps, without evaluations
/// @param validationAccuracy of the final network; null in JSON if there are no validation images
/// @param testAccuracy of the final network; null in JSON if there are no test images
public record Finished(
    String run,
    long steps,
    double seconds,
    double stepsPerSecond,
    Optional<Double> validationAccuracy,
    Optional<Double> testAccuracy)
    implements Event {}
