package dev.kern.exchange;

/// Adds up arrays of groups in a row, one after the other, in the order of a [SumTree]: a stack of
/// partial sums. Allocates nothing once it is made.
///
/// ```java
/// sums.begin();
/// for (int group = share.from(); group < share.to(); group++) {
///   compute(group, sums.array(), sums.at());
///   sums.add();
/// }
/// exchange.sum(sums.array(), total);
/// ```
///
/// Used by one thread.
public final class TreeSum {
  private final int length;
  private final int[] merges; // how many nodes are complete after each group
  private final float[] stack;
  private int groups;
  private int depth;

  /// @param share groups in a row
  /// @param length how many numbers each group has
  public TreeSum(SumTree tree, SumTree.Node share, int length) {
    this.length = length;
    merges = tree.merges(share);
    int open = 0;
    int most = 0;
    for (int after : merges) {
      most = Math.max(most, open + 1);
      open += 1 - after;
    }
    stack = new float[Math.multiplyExact(most, length)];
  }

  /// Forgets the groups before.
  public void begin() {
    groups = 0;
    depth = 0;
  }

  /// Where the numbers of the next group go.
  public int at() {
    return depth * length;
  }

  /// Adds the group whose numbers have been put there to those before.
  public void add() {
    depth++;
    for (int i = merges[groups++]; i > 0; i--) {
      depth--;
      int to = (depth - 1) * length;
      int other = depth * length;
      for (int k = 0; k < length; k++) {
        stack[to + k] += stack[other + k];
      }
    }
  }

  /// The sums, not a copy: after the last group, those of the [SumTree#roots] of the share, one
  /// after the other, and room behind them.
  public float[] array() {
    return stack;
  }
}
