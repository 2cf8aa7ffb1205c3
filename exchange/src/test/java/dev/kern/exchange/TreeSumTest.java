package dev.kern.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.AllocatedBytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sums of groups that come one after the other.
final class TreeSumTest {
  private static final int LENGTH = 3;

  private static float value(int group, int at) {
    return (float) Math.exp((7 * group + 3 * at) % 19);
  }

  private static void add(TreeSum sums, SumTree.Node share) {
    sums.begin();
    for (int group = share.from(); group < share.to(); group++) {
      for (int i = 0; i < LENGTH; i++) {
        sums.array()[sums.at() + i] = value(group, i);
      }
      sums.add();
    }
  }

  /// The sum of a node by definition.
  private static float sum(SumTree tree, SumTree.Node node, int at) {
    List<SumTree.Node> leaves = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int group = node.from(); group < node.to(); group++) {
      leaves.add(new SumTree.Node(group, group + 1));
      values.add(value(group, at));
    }
    int[] additions = tree.additions(leaves);
    for (int i = 0; i < additions.length; i += 2) {
      values.set(additions[i], values.get(additions[i]) + values.get(additions[i + 1]));
    }
    return values.getFirst();
  }

  @Test
  void endsWithTheSumsOfTheRoots() {
    for (int groups = 1; groups <= 33; groups++) {
      SumTree tree = new SumTree(groups);
      for (int ranks = 1; ranks <= groups; ranks++) {
        for (int rank = 0; rank < ranks; rank++) {
          SumTree.Node share = tree.share(rank, ranks);
          TreeSum sums = new TreeSum(tree, share, LENGTH);
          add(sums, share);
          add(sums, share); // what was before is forgotten
          List<SumTree.Node> roots = tree.roots(share);
          assertThat(sums.at()).isEqualTo(roots.size() * LENGTH);
          for (int i = 0; i < roots.size(); i++) {
            for (int at = 0; at < LENGTH; at++) {
              assertThat(sums.array()[i * LENGTH + at])
                  .as("%d groups, rank %d of %d, root %d", groups, rank, ranks, i)
                  .isEqualTo(sum(tree, roots.get(i), at));
            }
          }
        }
      }
    }
  }

  /// Of 64 groups, no more than seven sums are kept at a time.
  @Test
  void keepsFewSums() {
    SumTree tree = new SumTree(64);
    TreeSum sums = new TreeSum(tree, tree.share(0, 1), LENGTH);
    assertThat(sums.array()).hasSize(7 * LENGTH);
  }

  @Test
  void allocatesNothing() {
    SumTree tree = new SumTree(13);
    SumTree.Node share = tree.share(1, 3);
    TreeSum sums = new TreeSum(tree, share, LENGTH);
    assertThat(AllocatedBytes.eachTime(() -> add(sums, share))).isZero();
  }
}
