package dev.kern.data.file;

import java.util.function.IntFunction;

/// Room in memory for what a file was found to hold.
///
/// Readers call it only after they have seen that the bytes are there; so what can fail is that
/// Java's heap is too small, or that an array would be longer than Java's arrays may be.
public final class Allocation {
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private Allocation() {}

  /// An array of float32 numbers.
  public static float[] floats(String place, long count) {
    return array(place, count, Float.BYTES, float[]::new);
  }

  /// An array of int32 numbers.
  public static int[] ints(String place, long count) {
    return array(place, count, Integer.BYTES, int[]::new);
  }

  /// An array of bytes.
  public static byte[] bytes(String place, long count) {
    return array(place, count, Byte.BYTES, byte[]::new);
  }

  private static <T> T array(String place, long count, int bytes, IntFunction<T> make) {
    if (count > LONGEST) {
      throw Problem.at(place, "an array too long for memory")
          .given(Problem.count(count) + " numbers")
          .expected("at most " + Problem.count(LONGEST))
          .fix("fewer or smaller images per split");
    }
    try {
      return make.apply((int) count);
    } catch (OutOfMemoryError e) {
      throw tooLarge(place, count * bytes, e);
    }
  }

  private static DataException tooLarge(String place, long bytes, OutOfMemoryError e) {
    return Problem.at(place, "the data doesn't fit into Java's memory")
        .given(Problem.count(bytes) + " bytes")
        .expected(
            "that much in one piece; Java may use "
                + Problem.count(Runtime.getRuntime().maxMemory())
                + " in all")
        .because(e)
        .fix("allow Java more memory (-Xmx), or use fewer images");
  }
}
