package dev.kern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Damages files as disks, downloads and attackers do.
final class Mutation {
  private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, '(', '.', 'R', 'b', '0', '2', '\n'};
  private static final Pattern WORD =
      Pattern.compile("\"[^\"]*\"|[-+.\\w]+|[\\[\\]{}:,]|\\s+|.", Pattern.DOTALL);
  private static final List<String> NUMBERS =
      List.of("0", "-1", "1", "0.5", "2147483647", "-2147483648", "4294967296", "1e308", "1e-400");
  private static final List<String> FOREIGN =
      List.of("9223372036854775808", "null", "true", "NaN", "\"\"", "\"\\u0000\"", "{}", "[]", "[");

  private final List<byte[]> others;
  private final List<String> words;
  private final IdentityHashMap<byte[], List<String>> texts = new IdentityHashMap<>(); // as words

  private Mutation(List<byte[]> others, List<String> words) {
    this.others = others;
    this.words = words;
  }

  /// Changes bytes; pieces of the other files go in as well.
  static Mutation bytes(List<byte[]> others) {
    return new Mutation(others, List.of());
  }

  /// Changes bytes of a text, or words as JSON has them.
  static Mutation words(List<byte[]> others) {
    List<String> words = new ArrayList<>(NUMBERS);
    words.addAll(FOREIGN);
    others.forEach(text -> words.addAll(split(text)));
    return new Mutation(others, words);
  }

  /// A damaged copy; one in thirty comes out whole.
  byte[] of(byte[] seed, Random random) {
    int times = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(1 << random.nextInt(5));
    if (!words.isEmpty() && random.nextInt(4) != 0) {
      return reworded(seed, Math.min(times, 4), random);
    }
    byte[] bytes = seed.clone();
    for (int i = 0; i < times; i++) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static List<String> split(byte[] text) {
    return WORD.matcher(new String(text, StandardCharsets.UTF_8))
        .results()
        .map(word -> word.group())
        .toList();
  }

  /// Exchanges words for others, most often numbers for numbers and texts for texts, or drops them.
  private byte[] reworded(byte[] seed, int times, Random random) {
    List<String> text = new ArrayList<>(texts.computeIfAbsent(seed, Mutation::split));
    for (int i = 0; i < times && !text.isEmpty(); i++) {
      int at = random.nextInt(text.size());
      String word = text.get(at);
      switch (random.nextInt(8)) {
        case 0 -> text.remove(at);
        case 1 -> text.add(at, pick(words, random));
        case 2 -> text.set(at, pick(words, random));
        default -> text.set(at, alike(word, random));
      }
    }
    return String.join("", text).getBytes(StandardCharsets.UTF_8);
  }

  private String alike(String word, Random random) {
    if (Character.isDigit(word.charAt(word.length() - 1))) {
      return pick(NUMBERS, random);
    }
    for (int i = 0; i < 20; i++) {
      String other = pick(words, random);
      if (other.charAt(0) == word.charAt(0) && !other.equals(word)) {
        return other;
      }
    }
    return pick(words, random);
  }

  private static String pick(List<String> words, Random random) {
    return words.get(random.nextInt(words.size()));
  }

  private byte[] once(byte[] bytes, Random random) {
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
