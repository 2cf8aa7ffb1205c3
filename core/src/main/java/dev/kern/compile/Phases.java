package dev.kern.compile;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The order in which tasks run: phases separated by barriers, and within a phase chains of tasks
/// that run block by block without waiting for one another.
///
/// A task joins the earliest phase that its reads and writes allow. If it depends on a task with
/// the same partition, and both stay within the rows of their block, it joins that task's chain:
/// block 0 of a whole forward pass runs without a barrier.
final class Phases {
  /// A use of a buffer: by which task, in which phase, at which place of its chain.
  private record Seen(Task task, Task.Use use, int phase, int turn) {}

  /// Tasks with the same partition, run one after the other for each block.
  record Chain(BlockPartition partition, List<Task> tasks) {}

  private final List<Map<BlockPartition, Chain>> phases = new ArrayList<>();
  private final Map<Buffer, List<Seen>> history = new LinkedHashMap<>();

  Phases(List<Task> tasks) {
    tasks.forEach(this::add);
  }

  private void add(Task task) {
    int phase = 0;
    for (Task.Use use : task.uses()) {
      for (Seen seen : history.getOrDefault(use.buffer(), List.of())) {
        if (use.write() || seen.use.write()) {
          boolean chained =
              use.local() && seen.use.local() && task.partition().equals(seen.task.partition());
          phase = Math.max(phase, seen.phase + (chained ? 0 : 1));
        }
      }
    }
    while (phases.size() <= phase) {
      phases.add(new LinkedHashMap<>());
    }
    List<Task> chain =
        phases
            .get(phase)
            .computeIfAbsent(task.partition(), c -> new Chain(c, new ArrayList<>()))
            .tasks;
    for (Task.Use use : task.uses()) {
      history
          .computeIfAbsent(use.buffer(), b -> new ArrayList<>())
          .add(new Seen(task, use, phase, chain.size()));
    }
    chain.add(task);
  }

  /// The chains of each phase, in order.
  List<List<Chain>> chains() {
    return phases.stream().map(p -> List.copyOf(p.values())).toList();
  }

  /// When each buffer is in use, in the order in which the tasks come to them.
  Map<Buffer, Lifetime> lifetimes() {
    Map<Buffer, Lifetime> lifetimes = new LinkedHashMap<>();
    history.forEach((buffer, uses) -> lifetimes.put(buffer, lifetime(buffer, uses)));
    return lifetimes;
  }

  private static Lifetime lifetime(Buffer buffer, List<Seen> uses) {
    int first = uses.stream().mapToInt(Seen::phase).min().orElse(0);
    int last = uses.stream().mapToInt(Seen::phase).max().orElse(0);
    return new Lifetime(first, last, turns(buffer, uses, first), turns(buffer, uses, last));
  }

  /// A buffer's turns in a phase, if one chain has it to itself and its blocks share its rows.
  private static Lifetime.@Nullable Turns turns(Buffer buffer, List<Seen> uses, int phase) {
    List<Seen> within = uses.stream().filter(seen -> seen.phase == phase).toList();
    BlockPartition partition = within.getFirst().task.partition();
    boolean own =
        buffer instanceof PlannedBuffer planned
            && planned.isPartitionedLike(partition)
            && within.stream().allMatch(s -> s.use.local() && s.task.partition().equals(partition));
    if (!own) {
      return null;
    }
    int first = within.stream().mapToInt(Seen::turn).min().orElse(0);
    int last = within.stream().mapToInt(Seen::turn).max().orElse(0);
    boolean yields = within.stream().allMatch(s -> s.turn < last || s.use.consumed());
    return new Lifetime.Turns(partition, first, last, yields);
  }
}
