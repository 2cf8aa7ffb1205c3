package dev.kern.data.file;

import java.util.function.IntFunction;

/// Room in memory for what a file was found to hold.
///
/// Readers call it only after checking that the bytes exist, so it can only fail because the Java
/// heap is too small or an array would exceed Java's limit.
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
      throw Problem.at(place, "the array is too long")
          .given(Problem.count(count) + " numbers")
          .expected("at most " + Problem.count(LONGEST))
          .fix("use fewer or smaller images per split");
    }
    try {
      return make.apply((int) count);
    } catch (OutOfMemoryError e) {
      throw tooLarge(place, count * bytes, e);
    }
  }

  private static DataException tooLarge(String place, long bytes, OutOfMemoryError e) {
    return Problem.at(place, "the data doesn't fit in the Java heap")
        .given(Problem.count(bytes) + " bytes")
        .expected(
            "that much in one block; the heap is limited to "
                + Problem.count(Runtime.getRuntime().maxMemory())
                + " in all")
        .because(e)
        .fix("raise the limit (-Xmx), or use fewer images");
  }
}
