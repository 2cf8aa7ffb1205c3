package dev.kern.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;

/// A running 64-bit hash of an image.
///
/// Not meant to resist attackers: making two images collide merely keeps them in the same split.
public final class Fingerprint {
  private Fingerprint() {}

  /// The hash of what came before, and of `bits`.
  static long add(long hash, long bits) {
    long mixed = (hash ^ bits) * CounterRandom.GOLDEN;
    return mixed ^ (mixed >>> 29);
  }

  /// The indices of equal fingerprints, in groups, rising within a group; the groups in the order
  /// of their fingerprints.
  public static List<int[]> groups(int count, IntToLongFunction fingerprint) {
    long[] prints = new long[count];
    Arrays.setAll(prints, fingerprint);
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.<Integer>comparingLong(i -> prints[i]).thenComparing(i -> i));
    List<int[]> groups = new ArrayList<>();
    int begin = 0;
    for (int end = 1; end <= count; end++) {
      if (end == count || prints[order[end]] != prints[order[begin]]) {
        groups.add(Arrays.stream(order, begin, end).mapToInt(i -> i).toArray());
        begin = end;
      }
    }
    return groups;
  }

  /// Spreads the last bits over all.
  static long end(long hash) {
    return CounterRandom.mix(hash);
  }
}
