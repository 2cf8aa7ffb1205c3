package dev.kern.data.check;

import dev.kern.data.order.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds near-duplicates: images whose values correlate at a limit or more.
///
/// Comparing all with all would take days for 500,000 images. So the signatures are sorted into
/// sixteen tables, each by how they look from eight random directions, in steps four times as wide
/// as near images may differ; images in the same bucket of a table are compared, each with the few
/// that look most alike from a ninth direction; near-duplicates are those whose signatures are near
/// in all their values. The work grows with the number of images as sorting does. A pair at the
/// very limit is found in nine cases of ten, a nearer one nearly always. The directions are always
/// the same, and so is the outcome.
///
/// Source: Datar, Immorlica, Indyk and Mirrokni 2004, "Locality-Sensitive Hashing Scheme Based on
/// p-Stable Distributions", with signs in place of normal numbers.
final class NearDuplicates {
  private static final int TABLES = 16;
  private static final int DIRECTIONS = 8;
  private static final int FELLOWS = 24; // that an image is compared with in a drawer
  private static final double STEP = 4;
  private static final int ROW_BITS = 24;
  private static final int NINTH_BITS = 10;
  private static final double SLACK = 1.2; // for rounding, and parts of unequal size

  private final AllImages rows;
  private final double least;
  private final byte[] signatures;
  private final int[] kept; // rows with a signature
  private final int[] group; // of each kept one, another of its group, or itself
  private final float[] one;
  private final float[] other;

  private NearDuplicates(AllImages rows, double least, byte[] signatures, int[] kept) {
    this.rows = rows;
    this.least = least;
    this.signatures = signatures;
    this.kept = kept;
    this.group = new int[kept.length];
    Arrays.setAll(group, i -> i);
    this.one = new float[rows.data().shape().size()];
    this.other = new float[rows.data().shape().size()];
  }

  /// The rows of each group of two or more, each near to another one of its group.
  ///
  /// @param kept rows whose images are all different, none of them constant
  /// @param signatures of these rows, one after the other
  /// @param least the correlation from which on images are near, less than 1
  static List<int[]> find(AllImages rows, int[] kept, byte[] signatures, double least) {
    if (kept.length >= 1 << ROW_BITS) {
      throw new IllegalArgumentException("too many images to compare: " + kept.length);
    }
    NearDuplicates near = new NearDuplicates(rows, least, signatures, kept);
    for (int table = 0; table < TABLES; table++) {
      near.compare(near.drawers(table));
    }
    return near.groups();
  }

  /// The images in the order of their buckets, and within a bucket in that of the ninth direction:
  /// the bucket's hash in the upper bits, then the ninth, then the image.
  private long[] drawers(int table) {
    long[] signs = new long[DIRECTIONS + 1];
    for (int d = 0; d < signs.length; d++) {
      signs[d] = CounterRandom.mix((long) table * signs.length + d + CounterRandom.GOLDEN);
    }
    double step = STEP * Math.sqrt(2 - 2 * least) * ImageSignature.UNIT * ImageSignature.SIDE;
    long[] keys = new long[kept.length];
    for (int i = 0; i < keys.length; i++) {
      long hash = 0;
      for (int d = 0; d < DIRECTIONS; d++) {
        double offset = (signs[d] >>> 11) * 0x1p-53;
        hash =
            CounterRandom.mix(
                hash + (long) Math.floor(seen(i, signs[d]) / step + offset) + CounterRandom.GOLDEN);
      }
      int ninth = Math.clamp((seen(i, signs[DIRECTIONS]) >> 3) + (1 << (NINTH_BITS - 1)), 0, 1023);
      long drawer = hash & -(1L << (ROW_BITS + NINTH_BITS));
      keys[i] = drawer | (long) ninth << ROW_BITS | i;
    }
    Arrays.sort(keys);
    return keys;
  }

  /// How far a signature lies in a direction: the sum of its values, each with a sign.
  private int seen(int image, long signs) {
    int sum = 0;
    int at = image * ImageSignature.SIZE;
    for (int i = 0; i < ImageSignature.SIZE; i++) {
      int value = signatures[at + i];
      sum += (signs >>> i & 1) == 0 ? value : -value;
    }
    return sum;
  }

  private void compare(long[] keys) {
    double unit = ImageSignature.UNIT * SLACK;
    int most = (int) Math.ceil((2 - 2 * least) * ImageSignature.SIZE * unit * unit);
    int mask = (1 << ROW_BITS) - 1;
    for (int i = 0; i < keys.length; i++) {
      int end = Math.min(keys.length, i + 1 + FELLOWS);
      for (int k = i + 1; k < end; k++) {
        if (keys[i] >>> (ROW_BITS + NINTH_BITS) != keys[k] >>> (ROW_BITS + NINTH_BITS)) {
          break;
        }
        int a = (int) keys[i] & mask;
        int b = (int) keys[k] & mask;
        int distance =
            ImageSignature.distance(
                signatures, a * ImageSignature.SIZE, b * ImageSignature.SIZE, most);
        if (distance <= most && root(a) != root(b) && areNear(a, b)) {
          group[root(Math.max(root(a), root(b)))] = Math.min(root(a), root(b));
        }
      }
    }
  }

  private int root(int image) {
    int root = image;
    while (group[root] != root) {
      group[root] = group[group[root]];
      root = group[root];
    }
    return root;
  }

  private boolean areNear(int a, int b) {
    rows.images().pixels(kept[a], one, 0);
    rows.images().pixels(kept[b], other, 0);
    return correlation(one, other) >= least;
  }

  /// The correlation of two images' values.
  static double correlation(float[] one, float[] other) {
    double meanOne = 0;
    double meanOther = 0;
    for (int i = 0; i < one.length; i++) {
      meanOne += one[i];
      meanOther += other[i];
    }
    meanOne /= one.length;
    meanOther /= one.length;
    double both = 0;
    double squaresOne = 0;
    double squaresOther = 0;
    for (int i = 0; i < one.length; i++) {
      double x = one[i] - meanOne;
      double y = other[i] - meanOther;
      both += x * y;
      squaresOne += x * x;
      squaresOther += y * y;
    }
    return both / Math.sqrt(squaresOne * squaresOther);
  }

  private List<int[]> groups() {
    Map<Integer, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < kept.length; i++) {
      if (root(i) != i) {
        int root = root(i);
        members.computeIfAbsent(root, r -> new ArrayList<>(List.of(r))).add(i);
      }
    }
    return members.values().stream()
        .map(those -> those.stream().mapToInt(i -> kept[i]).sorted().toArray())
        .sorted(Comparator.comparingInt(rows -> rows[0]))
        .toList();
  }
}
