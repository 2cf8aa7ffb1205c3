package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Scratch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A compiled graph: phases of loops over memory that is laid out once.
///
/// Its memory is allocated by [#allocate]; running allocates nothing.
public final class Program {
  private static final long WARM_MILLIS = 2_500;

  private final Graph graph;
  private final Phase[] phases;
  private final Map<Node, Buffer> buffers;
  private final KernelLibrary loops;
  private final Placement placement;
  private final int[] lengths;
  private final int most; // floats that a thread needs for itself
  private float[][] memory = {};
  private final Scratch[] scratch;

  /// Tasks between two barriers.
  private final class Phase implements BlockTask {
    private final Phases.Chain[] chains;
    private final Task[][] tasks;
    private final int blocks;
    private final int[] order; // see #shared

    Phase(List<Phases.Chain> all, int threads) {
      chains = all.toArray(Phases.Chain[]::new);
      tasks = all.stream().map(c -> c.tasks().toArray(Task[]::new)).toArray(Task[][]::new);
      blocks = all.stream().mapToInt(c -> c.partition().blocks()).sum();
      order = shared(threads);
    }

    /// All blocks, ordered by the thread whose share they are in. A share has the same fraction of
    /// every chain, so that rows stay with a thread, and in its cache, from one phase to the next.
    private int[] shared(int threads) {
      int[] all = new int[blocks];
      int count = 0;
      for (int thread = 0; thread < threads; thread++) {
        int first = 0;
        for (Phases.Chain chain : chains) {
          int own = chain.partition().blocks();
          for (int block = 0; block < own; block++) {
            if ((long) block * threads / own == thread) {
              all[count++] = first + block;
            }
          }
          first += own;
        }
      }
      return all;
    }

    @Override
    public void run(int block, int worker) {
      int within = order[block];
      int chain = 0;
      while (within >= chains[chain].partition().blocks()) {
        within -= chains[chain++].partition().blocks();
      }
      for (Task task : tasks[chain]) {
        task.run(within, scratch[worker]);
      }
    }
  }

  Program(
      Graph graph, List<Task> tasks, Map<Node, Buffer> buffers, KernelLibrary loops, int threads) {
    this.graph = graph;
    this.buffers = buffers;
    this.loops = loops;
    Phases order = new Phases(tasks);
    this.phases = order.chains().stream().map(p -> new Phase(p, threads)).toArray(Phase[]::new);
    this.placement = new Placement(order.lifetimes(), phases.length);
    this.lengths = placement.lengths();
    this.most = tasks.stream().mapToInt(Task::scratch).max().orElse(0);
    this.scratch = new Scratch[threads];
  }

  /// How many bytes of memory it takes, besides that of the variables.
  public long bytes() {
    return Float.BYTES
        * (Arrays.stream(lengths).asLongStream().sum() + (long) most * scratch.length);
  }

  /// Allocates its memory: it can run from then on.
  ///
  /// Fails with [OutOfMemoryError] if the heap has no room for it.
  public void allocate() {
    memory = Arrays.stream(lengths).mapToObj(Buffer::memory).toArray(float[][]::new);
    Arrays.setAll(scratch, thread -> new Scratch(most));
    placement.into(memory);
  }

  /// Warms up the loops for a second or so, so that the just-in-time compiler optimises them.
  public void warm() {
    loops.warm(WARM_MILLIS);
  }

  /// Runs all phases.
  public void run(ThreadTeam team) {
    for (Phase phase : phases) {
      team.run(phase.blocks, phase);
    }
  }

  /// Runs all phases on this thread.
  void runAlone() {
    for (Phase phase : phases) {
      for (int block = 0; block < phase.blocks; block++) {
        phase.run(block, 0);
      }
    }
  }

  /// Its tasks, in the order in which a single thread runs them.
  public List<TaskInfo> works() {
    return Arrays.stream(phases)
        .flatMap(p -> Arrays.stream(p.tasks).flatMap(Arrays::stream))
        .map(Task::work)
        .toList();
  }

  /// Runs all phases on this thread and adds the nanoseconds of each task to `nanos`, in the order
  /// of [#works].
  public void time(long[] nanos) {
    int first = 0;
    for (Phase phase : phases) {
      for (int chain = 0; chain < phase.chains.length; chain++) {
        Task[] tasks = phase.tasks[chain];
        for (int block = 0; block < phase.chains[chain].partition().blocks(); block++) {
          for (int k = 0; k < tasks.length; k++) {
            long start = System.nanoTime();
            tasks[k].run(block, scratch[0]);
            nanos[first + k] += System.nanoTime() - start;
          }
        }
        first += tasks.length;
      }
    }
  }

  /// Fills all memory with NaN, so that tests detect reads of memory that was never written.
  void poison() {
    for (float[] array : memory) {
      Arrays.fill(array, Float.NaN);
    }
    for (Scratch ofThread : scratch) {
      ofThread.fill(Float.NaN);
    }
  }

  /// The graph after compilation; its placeholders have the original's names, its outputs the
  /// original's order.
  public Graph graph() {
    return graph;
  }

  /// The array that a node's value lies in.
  public float[] array(Node node) {
    return buffer(node).array();
  }

  /// Where in [#array] a node's value begins.
  public int at(Node node) {
    return buffer(node).at();
  }

  private Buffer buffer(Node node) {
    Buffer buffer = buffers.get(node);
    if (buffer == null || buffer.array().length == 0) {
      throw new IllegalArgumentException(
          "'" + node.name() + "' has no value of its own in this program; fetch it");
    }
    return buffer;
  }

  /// The program as text: a line per task, bars between phases, and the memory it takes.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < phases.length; i++) {
      text.append("phase %d, %d blocks%n".formatted(i, phases[i].blocks));
      for (Phases.Chain chain : phases[i].chains) {
        for (Task task : chain.tasks()) {
          text.append(
              "  %4d x %-5d %s%n"
                  .formatted(chain.partition().blocks(), chain.partition().size(), task.label()));
        }
      }
    }
    return text.append(String.format(Locale.ROOT, "memory %,d bytes%n", bytes())).toString();
  }
}
