package dev.kern.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls something until the just-in-time compiler has made it fast, and remembers how fast.
///
/// The compiler optimises a method in the background after some thousand calls, and calls become
/// faster in steps with plateaus between them. So calls count as fast once there were enough of
/// them, and for a quarter of the time, and for as long as the compiler may take for what it has in
/// its queue by then, none of their medians was lower than before. What is called for a network of
/// a known shape was compiled for the one before, so it isn't called again.
final class Warmth {
  /// HotSpot optimises a method after 5,000 calls, if nothing in it loops: so many are enough for
  /// code that is called for the first time.
  static final int NEW_CODE = 6_000;

  /// Enough calls where only kernels are new, which plans warm up themselves.
  static final int NEW_KERNELS = 100;

  /// By then all that takes much of a long call has been called often enough.
  private static final long ENOUGH_NANOS = 1_000_000_000;

  private static final long SHORTEST_PLATEAU = 100_000_000;
  private static final double FASTER = 0.93;

  /// A round of calls has a median.
  private static final int ROUND_CALLS = 50;

  private static final long ROUND_NANOS = 5_000_000;

  private static final int MOST_KNOWN = 500;

  /// The fastest median by what was called; the longest unused are forgotten.
  private static final Map<Object, Double> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Double> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  private final Runnable call;
  private final int enough;
  private final long[] nanos = new long[ROUND_CALLS];
  private int calls;

  private Warmth(Runnable call, int enough) {
    this.call = call;
    this.enough = enough;
  }

  /// Makes calls fast.
  ///
  /// @param name what the result calls them
  /// @param kind equal for calls of the same code
  /// @param enough how many calls it takes at least, unless they are long
  /// @param end when to give up, in the time of [System#nanoTime]
  static WarmUp.Path reach(
      String name, Object kind, int enough, long end, Supplier<Runnable> call) {
    Double known = known(kind);
    return known == null
        ? new Warmth(call.get(), enough).reach(name, kind, end)
        : new WarmUp.Path(name, 0, 0, known / 1e3, true);
  }

  private WarmUp.Path reach(String name, Object kind, long end) {
    long start = System.nanoTime();
    long changed = start;
    double best = Double.POSITIVE_INFINITY;
    boolean steady = false;
    boolean late = false;
    while (!steady && !late) {
      double median = round();
      long now = System.nanoTime();
      if (median < FASTER * best || !isEnough(now - start)) {
        changed = now;
      }
      best = Math.min(best, median);
      steady = now - changed > Math.max(SHORTEST_PLATEAU, (now - start) / 4);
      late = now - end >= 0;
    }
    if (steady) {
      remember(kind, best);
    }
    return new WarmUp.Path(
        name, calls, Math.round((System.nanoTime() - start) / 1e6), best / 1e3, steady);
  }

  private boolean isEnough(long nanosSoFar) {
    return calls >= enough || nanosSoFar >= ENOUGH_NANOS;
  }

  /// The median time of the next calls.
  private double round() {
    long start = System.nanoTime();
    long before = start;
    int count = 0;
    while (count < ROUND_CALLS && before - start < ROUND_NANOS) {
      call.run();
      long now = System.nanoTime();
      nanos[count++] = now - before;
      before = now;
    }
    calls += count;
    Arrays.sort(nanos, 0, count);
    return nanos[count / 2];
  }

  private static @Nullable Double known(Object kind) {
    synchronized (KNOWN) {
      return KNOWN.get(kind);
    }
  }

  private static void remember(Object kind, double best) {
    synchronized (KNOWN) {
      KNOWN.put(kind, best);
    }
  }
}
