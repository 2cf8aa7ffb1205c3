package dev.kern.train.event;

/// A progress report: the measurements of one step.
///
/// @param step the step, counted from 0
/// @param loss the batch's loss before the step changed the weights, in nats
/// @param minibatchAccuracy the part of the batch that was classified correctly then; NaN where
///   there are values alone
/// @param learningRate the step's learning rate
/// @param seconds since the run began
/// @param stepsPerSecond speed since the last report, without evaluations
public record Progress(
    long step,
    double loss,
    double minibatchAccuracy,
    double learningRate,
    double seconds,
    double stepsPerSecond)
    implements Event {}
