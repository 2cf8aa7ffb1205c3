package dev.kern.compile;

import dev.kern.kernel.BlockPartition;
import org.jspecify.annotations.Nullable;

/// When a buffer is in use: from its first to its last phase, and where a chain has it to itself
/// there, at which of the chain's turns.
///
/// @param first the phase of its first use
/// @param last the phase of its last use
/// @param entry the turns of its first phase, if it has any
/// @param exit the turns of its last phase, if it has any
record Lifetime(int first, int last, @Nullable Turns entry, @Nullable Turns exit) {
  /// The tasks of one chain, by their places in it, between which a buffer is in use, and with it
  /// no task of another chain. Block `b` touches nothing but its share of the buffer's rows.
  ///
  /// @param partition the chain's
  /// @param yields whether a result of the last task may take the buffer's place
  record Turns(BlockPartition partition, int first, int last, boolean yields) {}

  /// Whether both are in use during a phase.
  boolean meets(Lifetime other) {
    return first <= other.last && other.first <= last;
  }

  /// Whether a buffer with this lifetime can leave its place to one of the same size with the other
  /// lifetime in the middle of a phase: the same thread that has done with a block's rows of this
  /// one goes on to write the same rows of the other, whatever the threads of other blocks do.
  boolean handsOverTo(Lifetime other) {
    return last == other.first
        && exit != null
        && other.entry != null
        && exit.partition.equals(other.entry.partition)
        && (exit.last < other.entry.first || (exit.yields && exit.last == other.entry.first));
  }
}
