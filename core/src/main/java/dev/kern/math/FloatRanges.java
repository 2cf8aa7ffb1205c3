package dev.kern.math;

import java.util.Arrays;

/// Comparisons of ranges of float arrays, safe at every index.
///
/// **What a JVM must not be asked**: to compare ranges of arrays by [Arrays#equals(float[], int,
/// int, float[], int, int)], `mismatch` or `compare` where a range ends beyond 2 GiB.
/// `ArraysSupport.mismatch` of JDK 9 to 25 computes the offset in bytes as `index << 2` in `int`,
/// which overflows from element 2²⁹ on; what is then read lies before the array, and the JVM
/// crashes. JDK-8343984 fixed such overflows elsewhere and left `ArraysSupport` out; JDK-8344168
/// made the base of the offset a `long`, but not the shift. Arrays of `char`, `short`, `int`,
/// `long` and `double` and views of buffers have the same fault at their own sizes, arrays of bytes
/// don't. Copying, filling and access through vectors compute in `long`.
///
/// So whoever compares ranges does it here; the architecture test forbids those calls elsewhere.
public final class FloatRanges {
  /// Elements from this index on must not be compared by the JDK; also the length above which a
  /// program's memory is split into several arrays.
  public static final int COMPARABLE = 1 << 29;

  private FloatRanges() {}

  /// Whether two ranges of `count` elements hold the same numbers, as [Float#equals] compares them:
  /// NaN equals NaN, 0 doesn't equal -0.
  ///
  /// Fails with [IndexOutOfBoundsException] if a range isn't within its array.
  public static boolean equal(float[] a, int aFrom, float[] b, int bFrom, int count) {
    int aEnd = Math.addExact(aFrom, count);
    int bEnd = Math.addExact(bFrom, count);
    if (Math.max(aEnd, bEnd) <= COMPARABLE) {
      return Arrays.equals(a, aFrom, aEnd, b, bFrom, bEnd);
    }
    for (int i = 0; i < count; i++) {
      if (Float.floatToIntBits(a[aFrom + i]) != Float.floatToIntBits(b[bFrom + i])) {
        return false;
      }
    }
    return true;
  }

  /// Whether two arrays hold the same numbers, in the same sense. Unlike [Arrays#equals(float[],
  /// float[])], which compares a range after it has met two different NaNs.
  public static boolean equal(float[] a, float[] b) {
    return a.length == b.length && equal(a, 0, b, 0, a.length);
  }
}
