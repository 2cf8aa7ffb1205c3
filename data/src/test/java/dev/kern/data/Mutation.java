package dev.kern.data;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damages bytes as disks, downloads and attackers do.
final class Mutation {
  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, '(', '.', 'R', 'b', '0', '2', '\n'};

  private Mutation() {}

  /// A damaged copy; one in thirty comes out whole.
  static byte[] of(byte[] seed, List<byte[]> others, Random random) {
    byte[] bytes = seed.clone();
    int times = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(1 << random.nextInt(5));
    for (int i = 0; i < times; i++) {
      bytes = once(bytes, others, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, List<byte[]> others, Random random) {
    if (bytes.length < 16) {
      return others.get(random.nextInt(others.size())).clone();
    }
    // Structure lies at the beginning and at the end more than in the middle.
    int at =
        switch (random.nextInt(3)) {
          case 0 -> random.nextInt(Math.min(bytes.length, 200));
          case 1 -> bytes.length - 1 - random.nextInt(Math.min(bytes.length, 200));
          default -> random.nextInt(bytes.length);
        };
    return switch (random.nextInt(8)) {
      case 0, 1 -> with(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
      case 2 -> with(bytes, at, TELLING[random.nextInt(TELLING.length)]);
      case 3 -> with(bytes, at, random.nextInt(256));
      case 4 -> number(bytes, Math.min(at, bytes.length - 8), random);
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 -> splice(bytes, at, bytes, random); // a piece of itself again
      default -> splice(bytes, at, others.get(random.nextInt(others.size())), random);
    };
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  /// A length that claims much, or is negative, in 4 or 8 bytes of either order.
  private static byte[] number(byte[] bytes, int at, Random random) {
    long number = (random.nextBoolean() ? -1L : 1L) << random.nextInt(64);
    int width = random.nextBoolean() ? 4 : 8;
    boolean big = random.nextBoolean();
    for (int i = 0; i < width; i++) {
      bytes[at + (big ? width - 1 - i : i)] = (byte) (number >>> (8 * i));
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, byte[] from, Random random) {
    int begin = random.nextInt(from.length);
    int length = Math.min(from.length - begin, 1 + random.nextInt(1 << random.nextInt(10)));
    byte[] spliced = Arrays.copyOf(bytes, bytes.length + length);
    System.arraycopy(bytes, at, spliced, at + length, bytes.length - at);
    System.arraycopy(from, begin, spliced, at, length);
    return spliced;
  }
}
