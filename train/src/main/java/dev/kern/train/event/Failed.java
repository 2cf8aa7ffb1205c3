package dev.kern.train.event;

/// Training can't go on.
///
/// @param step the step at which it failed
/// @param place the op or variable where a value stopped being a number first; empty if that isn't
///   known
/// @param message what happened and how to mend it
public record Failed(long step, String place, String message) implements Event {}
