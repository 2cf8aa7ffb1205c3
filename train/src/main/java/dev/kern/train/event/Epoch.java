package dev.kern.train.event;

import java.util.Optional;

/// A pass over the training images has ended.
///
/// A batch that reaches from one pass into the next counts for the pass that it ends.
///
/// @param epoch which pass, from 1
/// @param step its last step, counted from 0
/// @param loss the mean over its steps of the batch's loss, in nats
/// @param minibatchAccuracy the part of its images that was classified correctly before the weights
///   moved
/// @param validationLoss after the pass; null in JSON if the step was not evaluated
/// @param validationAccuracy after the pass; null in JSON if the step was not evaluated
public record Epoch(
    long epoch,
    long step,
    double loss,
    double minibatchAccuracy,
    Optional<Double> validationLoss,
    Optional<Double> validationAccuracy)
    implements Event {}
