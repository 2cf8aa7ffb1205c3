package dev.kern.run;

import dev.kern.compile.Allocator;
import java.util.Locale;
import java.util.function.Supplier;

/// The Java heap: what can't fit into it is refused before it is tried.
public final class Heap {
  /// What helps if there is no room for weights.
  static final String FEWER_WEIGHTS = "use fewer channels or smaller layers";

  private static final long MIB = 1 << 20;

  private Heap() {}

  /// How many bytes it may grow to.
  public static long limit() {
    return Runtime.getRuntime().maxMemory();
  }

  /// How many bytes can still be allocated, apart from what the next collection would free.
  public static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
  }

  /// Allocates something large.
  ///
  /// Fails with [InsufficientMemoryException] if it needs more than is free, or than is allowed.
  ///
  /// @param where what messages call the one who needs it, such as `plan of 'logits'`
  /// @param what the memory is for
  /// @param bytes how much is needed
  /// @param allowed how much may be taken at most
  /// @param smaller what would need less, for messages
  static <T> T allocate(
      String where, String what, long bytes, long allowed, String smaller, Supplier<T> make) {
    if (bytes > allowed) {
      throw refused(where, what, bytes, allowed, "the share of the Java heap for it", smaller);
    }
    if (bytes > free()) {
      System.gc();
    }
    if (bytes > free()) {
      throw refused(where, what, bytes, free(), "what is free of the Java heap", smaller);
    }
    try {
      return make.get();
    } catch (OutOfMemoryError e) {
      // The free memory may not be in one piece.
      InsufficientMemoryException refused =
          refused(where, what, bytes, free(), "in one piece of the Java heap", smaller);
      refused.initCause(e);
      throw refused;
    }
  }

  /// All of the heap, for whoever needs much of it.
  ///
  /// @param where what messages call the one who needs it
  /// @param smaller what would need less, for messages
  static Allocator allocator(String where, String smaller) {
    return new Allocator() {
      @Override
      public <T> T allocate(String what, long bytes, Supplier<T> make) {
        return Heap.allocate(where, what, bytes, Long.MAX_VALUE, smaller, make);
      }
    };
  }

  private static InsufficientMemoryException refused(
      String where, String what, long bytes, long available, String of, String smaller) {
    return new InsufficientMemoryException(
        String.format(
            Locale.ROOT,
            """
            %s: not enough memory
              given     %,d MiB, %s
              expected  at most %,d MiB, %s of %,d MiB
              fix       %s, or raise the limit of the heap (-Xmx)\
            """,
            where,
            Math.ceilDiv(bytes, MIB),
            what,
            Math.max(0, available) / MIB,
            of,
            limit() / MIB,
            smaller),
        bytes,
        available);
  }
}
