package dev.kern.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the steps of a run measured, in at most a thousand buckets of equally many steps: each
/// knows the mean, the least and the greatest loss of its steps. When they are full, each two
/// become one.
///
/// One thread adds, others read; adding allocates nothing.
final class StepCurve {
  /// The most buckets.
  static final int MOST = 1_000;

  private static final double NANOS = 1e9;

  private final int batch;
  private final int[] steps = new int[MOST];
  private final double[] losses = new double[MOST]; // sums
  private final double[] low = new double[MOST];
  private final double[] high = new double[MOST];
  private final double[] accuracies = new double[MOST]; // sums
  private final double[] rates = new double[MOST]; // of the last step
  private final double[] nanos = new double[MOST]; // of the steps that were timed
  private final int[] timed = new int[MOST];
  private long width = 1; // steps per bucket
  private int used;
  private int changed; // the first bucket that was not taken since it changed

  /// @param batch images per step
  StepCurve(int batch) {
    this.batch = batch;
  }

  /// Adds a step.
  ///
  /// @param accuracy of its batch; NaN if it has none
  /// @param took how long it took, in nanoseconds; 0 if that isn't known
  synchronized void add(long step, double loss, double accuracy, double rate, double took) {
    while (step / width >= MOST) {
      halve();
    }
    int at = (int) (step / width);
    for (; used <= at; used++) {
      clear(used);
    }
    low[at] = steps[at] == 0 ? loss : Math.min(low[at], loss);
    high[at] = steps[at] == 0 ? loss : Math.max(high[at], loss);
    steps[at]++;
    losses[at] += loss;
    accuracies[at] += accuracy;
    rates[at] = rate;
    if (took > 0) {
      nanos[at] += took;
      timed[at]++;
    }
    changed = Math.min(changed, at);
  }

  /// Forgets what is known from a step on, because it is done over. What lies in one bucket with
  /// earlier steps stays.
  synchronized void dropFrom(long step) {
    int kept = Math.toIntExact(Math.min(used, Math.ceilDiv(step, width)));
    for (int at = kept; at < used; at++) {
      clear(at);
    }
    used = kept;
    changed = Math.min(changed, kept);
  }

  private void clear(int at) {
    steps[at] = 0;
    losses[at] = 0;
    accuracies[at] = 0;
    nanos[at] = 0;
    timed[at] = 0;
  }

  private void halve() {
    width *= 2;
    used = (used + 1) / 2;
    changed = 0;
    for (int at = 0; at < used; at++) {
      move(2 * at, at);
      if (2 * at + 1 < MOST) {
        merge(2 * at + 1, at);
      }
    }
    for (int at = used; at < MOST; at++) {
      clear(at);
    }
  }

  private void move(int from, int to) {
    steps[to] = steps[from];
    losses[to] = losses[from];
    low[to] = low[from];
    high[to] = high[from];
    accuracies[to] = accuracies[from];
    rates[to] = rates[from];
    nanos[to] = nanos[from];
    timed[to] = timed[from];
  }

  private void merge(int from, int into) {
    if (steps[from] == 0) {
      return;
    }
    low[into] = steps[into] == 0 ? low[from] : Math.min(low[into], low[from]);
    high[into] = steps[into] == 0 ? high[from] : Math.max(high[into], high[from]);
    steps[into] += steps[from];
    losses[into] += losses[from];
    accuracies[into] += accuracies[from];
    rates[into] = rates[from];
    nanos[into] += nanos[from];
    timed[into] += timed[from];
  }

  /// Some of the buckets, in order.
  ///
  /// @param width steps per bucket
  /// @param from the first bucket that may differ from what was known before; all later ones are
  ///   here
  /// @param rows a row per bucket that has steps: its number, the mean, the least and the greatest
  ///   loss, the mean accuracy, the last learning rate, images per second
  record Part(long width, int from, List<List<@Nullable Number>> rows) {}

  /// All buckets.
  synchronized Part all() {
    return part(0);
  }

  /// The buckets that have changed since the last call.
  synchronized Part fresh() {
    Part part = part(changed);
    changed = used;
    return part;
  }

  private Part part(int from) {
    List<List<@Nullable Number>> rows = new ArrayList<>();
    for (int at = from; at < used; at++) {
      if (steps[at] > 0) {
        List<@Nullable Number> row = new ArrayList<>();
        row.add(at);
        row.add((float) (losses[at] / steps[at]));
        row.add((float) low[at]);
        row.add((float) high[at]);
        row.add(Numbers.orNull(accuracies[at] / steps[at]));
        row.add((float) rates[at]);
        row.add(timed[at] == 0 ? null : (float) (batch * timed[at] / (nanos[at] / NANOS)));
        rows.add(row);
      }
    }
    return new Part(width, from, rows);
  }
}
