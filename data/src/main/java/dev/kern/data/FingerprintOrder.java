package dev.kern.data;

import dev.kern.data.file.OrderedTasks;

/// The images of a split in the order of their fingerprints, equal ones in that of the split.
///
/// Fingerprints are computed by all processors; sorting takes four passes over the images, and the
/// memory of four ints for each.
///
/// @param prints the fingerprint of each image
/// @param order the images
@SuppressWarnings("ArrayRecordComponent") // read by one caller, never compared
record FingerprintOrder(long[] prints, int[] order) {
  private static final int BLOCK = 1 << 10;
  private static final int DIGIT_BITS = 16;
  private static final int DIGITS = 1 << DIGIT_BITS;

  /// From so many pixels on, other threads are worth their start.
  private static final long MANY = 1 << 22;

  /// What takes a group of images with equal fingerprints.
  interface Sink {
    /// Takes the images that stand in `order` from `begin` to before `end`.
    void take(int[] order, int begin, int end);
  }

  static FingerprintOrder of(Split images) {
    boolean many = (long) images.count() * images.shape().size() >= MANY;
    return of(images, many ? Runtime.getRuntime().availableProcessors() : 1);
  }

  static FingerprintOrder of(Split images, int threads) {
    long[] prints = new long[images.count()];
    try (OrderedTasks<Boolean> tasks = OrderedTasks.on(threads, _ -> {})) {
      for (int from = 0; from < prints.length; from += BLOCK) {
        int begin = from;
        int count = Math.min(BLOCK, prints.length - begin);
        tasks.add(
            0,
            () -> {
              images.fingerprints(begin, count, prints);
              return true;
            });
      }
      tasks.finish();
    }
    return new FingerprintOrder(prints, sorted(prints));
  }

  /// The indices of numbers in the order of these, equal ones rising: a radix sort from the lowest
  /// digit to the highest, in which the sign counts.
  private static int[] sorted(long[] numbers) {
    int[] order = new int[numbers.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int[] next = new int[order.length];
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      int[] begins = new int[DIGITS + 1];
      for (long number : numbers) {
        begins[digit(number, shift) + 1]++;
      }
      for (int digit = 0; digit < DIGITS; digit++) {
        begins[digit + 1] += begins[digit];
      }
      for (int index : order) {
        next[begins[digit(numbers[index], shift)]++] = index;
      }
      int[] done = order;
      order = next;
      next = done;
    }
    return order;
  }

  private static int digit(long number, int shift) {
    return (int) ((number ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
  }

  /// Passes on all groups of equal fingerprints, in the order of these.
  void forEachGroup(Sink sink) {
    int begin = 0;
    for (int end = 1; end <= order.length; end++) {
      if (end == order.length || prints[order[end]] != prints[order[begin]]) {
        sink.take(order, begin, end);
        begin = end;
      }
    }
  }
}
