package dev.kern.compile;

/// The threads that run a program.
public interface Team {
  /// How many threads there are.
  int size();

  /// Runs blocks 0 to `blocks - 1` of a task and returns when all are done.
  void run(int blocks, BlockTask task);
}
