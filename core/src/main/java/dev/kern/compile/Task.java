package dev.kern.compile;

import java.util.ArrayList;
import java.util.List;

/// A loop of a program over blocks of rows, with the memory that it uses.
final class Task {
  /// The loop over rows `from` to `to`, which make up block `block`.
  interface Loop {
    void run(int block, int from, int to, float[] scratch, int scratchAt);
  }

  /// One use of a buffer.
  ///
  /// @param local whether block b touches only what block b of equally cut tasks touches
  record Use(Buffer buffer, boolean local, boolean write) {}

  private final String label;
  private final Cut cut;
  private final List<Use> uses = new ArrayList<>();
  private int scratch;
  private Loop loop = (block, from, to, memory, at) -> {};

  Task(String label, Cut cut) {
    this.label = label;
    this.cut = cut;
  }

  /// Reads the rows of its own block.
  Task reads(Buffer buffer) {
    uses.add(new Use(buffer, true, false));
    return this;
  }

  /// Reads anything.
  Task readsAll(Buffer buffer) {
    uses.add(new Use(buffer, false, false));
    return this;
  }

  /// Writes the rows of its own block.
  Task writes(Buffer buffer) {
    uses.add(new Use(buffer, true, true));
    return this;
  }

  /// Writes anything.
  Task writesAll(Buffer buffer) {
    uses.add(new Use(buffer, false, true));
    return this;
  }

  Task scratch(int floats) {
    scratch = floats;
    return this;
  }

  Task does(Loop body) {
    loop = body;
    return this;
  }

  String label() {
    return label;
  }

  Cut cut() {
    return cut;
  }

  List<Use> uses() {
    return uses;
  }

  int scratch() {
    return scratch;
  }

  void run(int block, float[] memory) {
    loop.run(block, cut.from(block), cut.to(block), memory, 0);
  }
}
