package dev.kern.testing;

import java.lang.reflect.Method;

/// How many bytes this thread has allocated: an upper bound of what it held at any time.
///
/// Found by reflection, since the module under test doesn't read the JDK's management module.
public final class AllocatedBytes {
  private static final int MOST_ROUNDS = 300;
  private static final Object BEAN = bean();
  private static final Method BYTES = method();

  private AllocatedBytes() {}

  /// The bytes that this thread has allocated so far.
  public static long bytes() {
    try {
      return (long) BYTES.invoke(BEAN);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /// The bytes that running allocates.
  public static long of(Runnable action) {
    long before = bytes();
    action.run();
    return bytes() - before;
  }

  /// The bytes that running allocates each time: the least of many times, so that what the JVM
  /// allocates once, as for a method that it compiles anew, is not counted.
  public static long eachTime(Runnable action) {
    long counting = of(() -> {});
    long least = of(action);
    for (int round = 1; round < MOST_ROUNDS && least != counting; round++) {
      counting = Math.min(counting, of(() -> {}));
      least = Math.min(least, of(action));
    }
    return least - counting;
  }

  private static Object bean() {
    try {
      return Class.forName("java.lang.management.ManagementFactory")
          .getMethod("getThreadMXBean")
          .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Method method() {
    try {
      return Class.forName("com.sun.management.ThreadMXBean")
          .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
