package dev.kern.compile;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The order in which tasks run: phases separated by barriers, and within a phase chains of tasks
/// that run block by block without waiting for one another.
///
/// A task joins the earliest phase that its reads and writes allow. If it depends on a task with
/// the same partition, and both stay within the rows of their block, it joins that task's chain:
/// block 0 of a whole forward pass runs without a barrier.
final class Phases {
  private record Seen(Task task, Task.Use use, int phase) {}

  /// Tasks with the same partition, run one after the other for each block.
  record Chain(BlockPartition partition, List<Task> tasks) {}

  private final List<Map<BlockPartition, Chain>> phases = new ArrayList<>();
  private final Map<Buffer, List<Seen>> history = new HashMap<>();
  private final Map<Buffer, int[]> lifetimes = new LinkedHashMap<>();

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
    phases
        .get(phase)
        .computeIfAbsent(task.partition(), c -> new Chain(c, new ArrayList<>()))
        .tasks
        .add(task);
    for (Task.Use use : task.uses()) {
      history.computeIfAbsent(use.buffer(), b -> new ArrayList<>()).add(new Seen(task, use, phase));
      int[] lifetime =
          lifetimes.computeIfAbsent(use.buffer(), b -> new int[] {Integer.MAX_VALUE, 0});
      lifetime[0] = Math.min(lifetime[0], phase);
      lifetime[1] = Math.max(lifetime[1], phase);
    }
  }

  /// The chains of each phase, in order.
  List<List<Chain>> chains() {
    return phases.stream().map(p -> List.copyOf(p.values())).toList();
  }

  /// The first and last phase in which each buffer is used.
  Map<Buffer, int[]> lifetimes() {
    return lifetimes;
  }
}
