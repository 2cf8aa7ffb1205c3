package dev.kern.compile;

/// Work in blocks, any of which can run on any thread at any time.
@FunctionalInterface
public interface BlockTask {
  /// Runs a block.
  ///
  /// @param worker the thread's number, for memory of its own
  void run(int block, int worker);
}
