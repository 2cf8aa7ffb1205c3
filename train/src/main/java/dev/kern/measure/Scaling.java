package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// What a plan would take on more threads than a machine has, from its blocks and barriers and the
/// time of each task on one thread.
///
/// In each phase, blocks go to whichever thread is free first, the longest ones first; then comes a
/// barrier. Memory and caches are assumed to be as fast for many threads as for one, so that this
/// is a bound: what is true is slower.
///
/// @param tasks of the plan
/// @param nanos what each takes on one thread
public record Scaling(List<TaskInfo> tasks, List<Double> nanos) {
  /// The time that a cache line takes from one core to another, in nanoseconds; typical of cores of
  /// one processor.
  private static final double LINE_NANOS = 50;

  /// Threads that count what they have done in the same line; see [dev.kern.run.Workers].
  private static final int TOGETHER = 8;

  /// Measures the tasks of a training step.
  ///
  /// @param runs how often; the fastest of each task counts
  public static Scaling of(TimedPlan test, int runs) {
    List<TaskInfo> tasks = test.plan().works();
    double[] best = new double[tasks.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int run = 0; run < runs; run++) {
      long[] nanos = new long[best.length];
      test.plan().time(nanos);
      for (int k = 0; k < best.length; k++) {
        best[k] = Math.min(best[k], (double) nanos[k]);
      }
    }
    return new Scaling(tasks, Arrays.stream(best).boxed().toList());
  }

  /// How many phases there are, and so barriers.
  public int phases() {
    return tasks.isEmpty() ? 0 : tasks.getLast().phase() + 1;
  }

  /// The blocks of all phases.
  public int blocks() {
    return chains().keySet().stream().mapToInt(chain -> chain.blocks).sum();
  }

  /// Bytes that every thread reads of what all have written: packed weights and partial sums.
  public long sharedBytes() {
    return tasks.stream().mapToLong(TaskInfo::sharedBytes).sum();
  }

  /// The time of a step on so many threads, in nanoseconds.
  public double nanos(int threads) {
    Map<Integer, List<Double>> blocks = new LinkedHashMap<>();
    chains()
        .forEach(
            (chain, time) -> {
              List<Double> ofPhase = blocks.computeIfAbsent(chain.phase, p -> new ArrayList<>());
              for (int block = 0; block < chain.blocks; block++) {
                ofPhase.add(time / chain.blocks);
              }
            });
    double total = 0;
    for (List<Double> ofPhase : blocks.values()) {
      total += longest(ofPhase, threads) + LINE_NANOS * lines(ofPhase.size(), threads);
    }
    return total;
  }

  /// The cache lines that are waited for, one after the other, from one phase to the next: the
  /// announcement of the phase; the bit of each share that is used up, which share a line; and the
  /// counters of completed blocks.
  public static double lines(int blocks, int threads) {
    if (threads == 1 || blocks == 1) {
      return 0;
    }
    return 1
        + Math.min(blocks, threads)
        + Math.min(TOGETHER, threads)
        + Math.ceilDiv(threads, TOGETHER);
  }

  private static double longest(List<Double> blocks, int threads) {
    PriorityQueue<Double> busy = new PriorityQueue<>();
    for (int thread = 0; thread < threads; thread++) {
      busy.add(0.0);
    }
    double longest = 0;
    for (double block : blocks.stream().sorted(Comparator.reverseOrder()).toList()) {
      double end = busy.remove() + block;
      busy.add(end);
      longest = Math.max(longest, end);
    }
    return longest;
  }

  private record Chain(int phase, int chain, int blocks) {}

  /// The chains and the time that each takes on one thread.
  private Map<Chain, Double> chains() {
    Map<Chain, Double> chains = new LinkedHashMap<>();
    for (int k = 0; k < tasks.size(); k++) {
      TaskInfo task = tasks.get(k);
      chains.merge(new Chain(task.phase(), task.chain(), task.blocks()), nanos.get(k), Double::sum);
    }
    return chains;
  }
}
