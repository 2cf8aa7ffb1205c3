package dev.kern.train.event;

/// Training ends before its last step.
///
/// @param step the last step done
/// @param reason why, in words
/// @param bestStep the step whose weights are kept
public record Stopped(long step, String reason, long bestStep) implements Event {}
