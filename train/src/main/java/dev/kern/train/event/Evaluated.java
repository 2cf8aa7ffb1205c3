package dev.kern.train.event;

/// The network was evaluated on a split of the data.
///
/// @param step how far training was: the number of the last step done, or of all steps at the end
/// @param part which part: `valid` or `test`
/// @param accuracy the part of images classified correctly
/// @param loss the mean cross-entropy, in nats
/// @param count how many images there were
public record Evaluated(long step, String part, double accuracy, double loss, int count)
    implements Event {}
