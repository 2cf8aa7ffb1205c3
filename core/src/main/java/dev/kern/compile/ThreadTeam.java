package dev.kern.compile;

/// The threads that run a program.
public interface ThreadTeam {
  /// How many threads there are.
  int size();

  /// Runs blocks 0 to `blocks - 1` of a task and returns when all are done.
  ///
  /// Each thread begins with a share of neighbouring blocks, thread 0 with the first.
  void run(int blocks, BlockTask task);
}
