package dev.kern.train.event;

/// Training has failed.
///
/// @param step the step, counted from 0, in which a number was not finite first
/// @param place the layer and the node where, as in the graph's text form
/// @param message what happened and how to fix it
public record Failed(long step, String place, String message) implements Event {}
