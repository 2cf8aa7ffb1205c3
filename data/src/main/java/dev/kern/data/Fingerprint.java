package dev.kern.data;

import dev.kern.data.order.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A running 64-bit hash of an image.
///
/// Not meant to resist attackers: making two images collide merely keeps them in the same split.
public final class Fingerprint {
  private Fingerprint() {}

  /// The hash of what came before, and of `bits`.
  public static long add(long hash, long bits) {
    long mixed = (hash ^ bits) * CounterRandom.GOLDEN;
    return mixed ^ (mixed >>> 29);
  }

  /// The hashes of four images of bytes, which take hardly longer than that of one: each hash is a
  /// chain of dependent steps, and a processor does several at once.
  ///
  /// @param images the arrays that they are in
  /// @param from where each begins
  /// @param size their bytes
  /// @param into takes the hashes from `at` on
  public static void four(byte[][] images, int[] from, int size, long[] into, int at) {
    byte[] one = images[0];
    byte[] two = images[1];
    byte[] three = images[2];
    byte[] four = images[3];
    int a = from[0];
    int b = from[1];
    int c = from[2];
    int d = from[3];
    long ones = 0;
    long twos = 0;
    long threes = 0;
    long fours = 0;
    for (int i = 0; i < size; i++) {
      ones = add(ones, one[a + i]);
      twos = add(twos, two[b + i]);
      threes = add(threes, three[c + i]);
      fours = add(fours, four[d + i]);
    }
    into[at] = end(ones);
    into[at + 1] = end(twos);
    into[at + 2] = end(threes);
    into[at + 3] = end(fours);
  }

  /// The indices of equal fingerprints, in groups, rising within a group; the groups in the order
  /// of their fingerprints.
  public static List<int[]> groups(Split images) {
    List<int[]> groups = new ArrayList<>();
    FingerprintOrder.of(images)
        .forEachGroup((order, begin, end) -> groups.add(Arrays.copyOfRange(order, begin, end)));
    return groups;
  }

  /// Spreads the last bits over all.
  public static long end(long hash) {
    return CounterRandom.mix(hash);
  }
}
