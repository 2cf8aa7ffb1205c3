package dev.kern.train.event;

/// The validation result has reached a plateau, so the learning rate is lowered.
///
/// @param step the step after which it fell
/// @param learningRate the new rate
public record RateLowered(long step, double learningRate) implements Event {}
