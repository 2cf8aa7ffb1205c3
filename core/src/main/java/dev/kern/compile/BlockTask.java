package dev.kern.compile;

/// Work divided into blocks that can run on any thread, in any order.
@FunctionalInterface
public interface BlockTask {
  /// Runs a block.
  ///
  /// @param worker the thread's index, for per-thread memory
  void run(int block, int worker);
}
