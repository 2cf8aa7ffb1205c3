package dev.kern.exchange;

import java.util.ArrayList;
import java.util.List;

/// The order in which the values of groups are added: a binary tree over them, whose shape depends
/// on their number alone.
///
/// A node of `2^k` groups begins at a multiple of `2^k`; its left child has the first half, its
/// right child the rest, if there is any. The sum of a node is `left + right`. For five groups it
/// is `((g0 + g1) + (g2 + g3)) + g4`.
///
/// @param groups how many there are, one or more
public record SumTree(int groups) {
  /// A node.
  ///
  /// @param from its first group
  /// @param to the group behind its last one
  public record Node(int from, int to) {}

  /// Fails with [IllegalArgumentException] if there are no groups, or more than 2³⁰.
  public SumTree {
    if (groups < 1 || groups > 1 << 30) {
      throw new IllegalArgumentException("there are 1 to 2^30 groups, given " + groups);
    }
  }

  /// The groups of a rank: those in a row whose numbers differ by one at most from rank to rank.
  ///
  /// Fails with [IllegalArgumentException] if there is no such rank, or no group for each.
  ///
  /// @param rank from 0 on
  /// @param ranks how many there are
  public Node share(int rank, int ranks) {
    if (rank < 0 || rank >= ranks || ranks > groups) {
      throw new IllegalArgumentException(
          """
          the groups can't be shared so
            given     rank %d of %d, %d groups
            expected  ranks from 0 on, and a group for each at least
            fix       fewer ranks, or more groups\
          """
              .formatted(rank, ranks, groups));
    }
    return new Node((int) ((long) rank * groups / ranks), (int) ((rank + 1L) * groups / ranks));
  }

  /// The largest nodes whose groups are all among these, in their order.
  ///
  /// @param share groups in a row
  public List<Node> roots(Node share) {
    List<Node> roots = new ArrayList<>();
    collect(0, top(), share, roots);
    return roots;
  }

  private void collect(int from, int size, Node share, List<Node> roots) {
    int to = Math.min(from + size, groups);
    if (from >= share.to || to <= share.from) {
      return;
    }
    if (from >= share.from && to <= share.to) {
      roots.add(new Node(from, to));
      return;
    }
    collect(from, size / 2, share, roots);
    if (from + size / 2 < groups) {
      collect(from + size / 2, size / 2, share, roots);
    }
  }

  /// How many nodes of two children or more are complete after each group of a share, if they come
  /// in order: so many times the last two sums become one.
  ///
  /// @param share groups in a row
  int[] merges(Node share) {
    int[] merges = new int[share.to - share.from];
    for (Node root : roots(share)) {
      int size = 1;
      while (size < root.to - root.from) {
        size *= 2;
      }
      merge(root.from, size, share.from, merges);
    }
    return merges;
  }

  private void merge(int from, int size, int first, int[] merges) {
    int half = size / 2;
    if (half == 0) {
      return;
    }
    merge(from, half, first, merges);
    if (from + half < groups) {
      merge(from + half, half, first, merges);
      merges[Math.min(from + size, groups) - 1 - first]++;
    }
  }

  /// The additions that make the sum of the smallest node over all of these: pairs of places in the
  /// list, the value at the second of which is added to that at the first, in order. In the end the
  /// sum is at place 0.
  ///
  /// @param parts nodes without a gap between them, in order
  public int[] additions(List<Node> parts) {
    List<Integer> pairs = new ArrayList<>();
    add(0, top(), parts, pairs);
    return pairs.stream().mapToInt(i -> i).toArray();
  }

  /// Adds up what is below a node; the place of the sum, or -1 if none of the parts is there.
  private int add(int from, int size, List<Node> parts, List<Integer> pairs) {
    int to = Math.min(from + size, groups);
    int whole = parts.indexOf(new Node(from, to));
    if (whole >= 0 || size == 1) {
      return whole;
    }
    int left = add(from, size / 2, parts, pairs);
    int right = from + size / 2 < groups ? add(from + size / 2, size / 2, parts, pairs) : -1;
    if (left < 0 || right < 0) {
      return Math.max(left, right);
    }
    pairs.add(left);
    pairs.add(right);
    return left;
  }

  private int top() {
    int size = 1;
    while (size < groups) {
      size *= 2;
    }
    return size;
  }
}
