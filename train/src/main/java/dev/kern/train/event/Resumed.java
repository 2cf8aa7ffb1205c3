package dev.kern.train.event;

import java.util.List;

/// An interrupted run is resumed.
///
/// Earlier events in the log from this step on are superseded.
///
/// @param step the steps that need not be done again
/// @param skipped what is wrong with checkpoints that were newer and with lines of the log, a
///   sentence each
public record Resumed(long step, List<String> skipped) implements Event {
  /// Copies the list.
  public Resumed {
    skipped = List.copyOf(skipped);
  }
}
