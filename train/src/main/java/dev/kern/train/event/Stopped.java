package dev.kern.train.event;

/// Training has stopped early.
///
/// @param step the last step done
/// @param reason why, in words
/// @param bestStep the step with the best validation result
public record Stopped(long step, String reason, long bestStep) implements Event {}
