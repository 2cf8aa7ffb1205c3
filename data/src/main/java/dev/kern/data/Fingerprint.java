package dev.kern.data;

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
  static void four(byte[] images, int from, int size, long[] into, int at) {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (int i = from; i < from + size; i++) {
      a = add(a, images[i]);
      b = add(b, images[i + size]);
      c = add(c, images[i + 2 * size]);
      d = add(d, images[i + 3 * size]);
    }
    into[at] = end(a);
    into[at + 1] = end(b);
    into[at + 2] = end(c);
    into[at + 3] = end(d);
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
