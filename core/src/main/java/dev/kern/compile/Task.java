package dev.kern.compile;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Scratch;
import java.util.ArrayList;
import java.util.List;

/// A loop of a program over blocks of rows, and the memory that it uses.
final class Task {
  /// Runs rows `from` to `to`, which make up block `block`.
  interface Loop {
    void run(int block, int from, int to, Scratch scratch);
  }

  /// One use of a buffer.
  ///
  /// @param local whether block b accesses only what block b of tasks with the same partition
  ///   accesses
  /// @param consumed whether each element is read for the last time before the same element of a
  ///   result is written, so that a result may take the buffer's place
  record Use(Buffer buffer, boolean local, boolean write, boolean consumed) {}

  private final String node;
  private final TaskRole role;
  private final String label;
  private final BlockPartition partition;
  private final boolean divided;
  private final List<Use> uses = new ArrayList<>();
  private int scratch;
  private double multiplyAdds;
  private Loop loop = (block, from, to, s) -> {};

  /// @param divided whether blocks are pieces of samples: what another task does with the same
  ///   block may be any other piece, so each use is one of anything
  Task(String node, TaskRole role, String label, BlockPartition partition, boolean divided) {
    this.node = node;
    this.role = role;
    this.label = label;
    this.partition = partition;
    this.divided = divided;
  }

  /// Reads the rows of its own block.
  Task reads(Buffer buffer) {
    uses.add(new Use(buffer, !divided, false, false));
    return this;
  }

  /// Reads the rows of its own block, each element before it writes the same element of a result.
  Task consumes(Buffer buffer) {
    uses.add(new Use(buffer, !divided, false, !divided));
    return this;
  }

  /// Reads anything.
  Task readsAll(Buffer buffer) {
    uses.add(new Use(buffer, false, false, false));
    return this;
  }

  /// Writes the rows of its own block.
  Task writes(Buffer buffer) {
    uses.add(new Use(buffer, !divided, true, false));
    return this;
  }

  /// Writes anything.
  Task writesAll(Buffer buffer) {
    uses.add(new Use(buffer, false, true, false));
    return this;
  }

  Task scratch(int floats) {
    scratch = floats;
    return this;
  }

  /// Sets the number of multiply-adds of the whole task as defined, without fast algorithms.
  Task multiplyAdds(double count) {
    multiplyAdds = count;
    return this;
  }

  Task does(Loop body) {
    loop = body;
    return this;
  }

  /// Its op and node.
  String label() {
    return "%s at '%s'".formatted(label, node);
  }

  BlockPartition partition() {
    return partition;
  }

  List<Use> uses() {
    return uses;
  }

  int scratch() {
    return scratch;
  }

  /// Its description for measurements, in a chain of a phase.
  TaskInfo work(int phase, int chain) {
    long shared =
        uses.stream()
            .filter(use -> !use.local && !use.write)
            .mapToLong(use -> use.buffer.size())
            .sum();
    return new TaskInfo(
        label, node, role, multiplyAdds, phase, chain, partition.blocks(), Float.BYTES * shared);
  }

  void run(int block, Scratch memory) {
    memory.release(0);
    loop.run(block, partition.from(block), partition.to(block), memory);
  }
}
