package dev.kern.data.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Pictures that are the same, pixel for pixel: rows in groups of equal fingerprints.
///
/// @param groups the rows of each group of two or more, rising
/// @param firsts the first row of each group and all rows that have no copy, rising
@SuppressWarnings("ArrayRecordComponent") // lists of rows, never compared
record Copies(List<int[]> groups, int[] firsts) {
  static Copies of(Rows rows) {
    long[] prints = new long[rows.count()];
    Integer[] order = new Integer[rows.count()];
    for (int row = 0; row < prints.length; row++) {
      prints[row] = rows.fingerprint(row);
      order[row] = row;
    }
    Arrays.sort(order, Comparator.<Integer>comparingLong(row -> prints[row]).thenComparing(r -> r));
    List<int[]> groups = new ArrayList<>();
    int[] firsts = new int[prints.length];
    int count = 0;
    int begin = 0;
    for (int end = 1; end <= order.length; end++) {
      if (end == order.length || prints[order[end]] != prints[order[begin]]) {
        firsts[count++] = order[begin];
        if (end - begin > 1) {
          groups.add(Arrays.stream(order, begin, end).mapToInt(row -> row).toArray());
        }
        begin = end;
      }
    }
    groups.sort(Comparator.comparingInt(group -> group[0]));
    int[] rising = Arrays.copyOf(firsts, count);
    Arrays.sort(rising);
    return new Copies(groups, rising);
  }
}
