package dev.kern.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order of sums.
final class SumTreeTest {
  /// The sum of all groups as a text, as additions make it of roots of so many ranks.
  private static String sum(int groups, int ranks) {
    SumTree tree = new SumTree(groups);
    List<SumTree.Node> all = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      for (SumTree.Node root : tree.roots(tree.share(rank, ranks))) {
        List<SumTree.Node> leaves = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int group = root.from(); group < root.to(); group++) {
          leaves.add(new SumTree.Node(group, group + 1));
          texts.add(Integer.toString(group));
        }
        all.add(root);
        values.add(added(texts, tree.additions(leaves)));
      }
    }
    return added(values, tree.additions(all));
  }

  private static String added(List<String> values, int[] additions) {
    List<String> sums = new ArrayList<>(values);
    for (int i = 0; i < additions.length; i += 2) {
      sums.set(additions[i], "(" + sums.get(additions[i]) + "+" + sums.get(additions[i + 1]) + ")");
    }
    return sums.getFirst();
  }

  @Test
  void theOrderIsThatOfATreeWhoseShapeDependsOnTheGroupsAlone() {
    assertThat(sum(1, 1)).isEqualTo("0");
    assertThat(sum(5, 1)).isEqualTo("(((0+1)+(2+3))+4)");
    assertThat(sum(7, 1)).isEqualTo("(((0+1)+(2+3))+((4+5)+6))");
    for (int groups = 1; groups <= 33; groups++) {
      for (int ranks = 2; ranks <= groups; ranks++) {
        assertThat(sum(groups, ranks))
            .as("%d groups, %d ranks", groups, ranks)
            .isEqualTo(sum(groups, 1));
      }
    }
  }

  @Test
  void aShareOfAPowerOfTwoIsOneRoot() {
    SumTree tree = new SumTree(16);
    for (int rank = 0; rank < 4; rank++) {
      assertThat(tree.roots(tree.share(rank, 4)))
          .containsExactly(new SumTree.Node(4 * rank, 4 * rank + 4));
    }
    assertThat(tree.roots(tree.share(1, 3)))
        .containsExactly(new SumTree.Node(5, 6), new SumTree.Node(6, 8), new SumTree.Node(8, 10));
  }

  @Test
  void refusesMoreRanksThanGroups() {
    assertThatThrownBy(() -> new SumTree(2).share(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            the groups can't be shared so
              given     rank 0 of 3, 2 groups
              expected  ranks from 0 on, and a group for each at least
              fix       fewer ranks, or more groups\
            """);
    assertThatThrownBy(() -> new SumTree(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
