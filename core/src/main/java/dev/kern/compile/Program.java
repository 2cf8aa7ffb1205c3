package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Scratch;
import java.util.ArrayList;
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
  private long[][] clocks = {}; // nanoseconds of each task in each thread, while it is timed

  /// Tasks between two barriers.
  private final class Phase implements BlockTask {
    private final Phases.Chain[] chains;
    private final Task[][] tasks;
    private final int[] places; // of the first task of each chain, in #works
    private final int blocks;
    private final int[] chainOf; // each block's; see #share
    private final int[] within; // its number in the chain
    private final BlockTask timed = this::time;

    Phase(List<Phases.Chain> all, int place, int threads) {
      chains = all.toArray(Phases.Chain[]::new);
      tasks = all.stream().map(c -> c.tasks().toArray(Task[]::new)).toArray(Task[][]::new);
      places = new int[tasks.length + 1];
      Arrays.setAll(places, c -> c == 0 ? place : places[c - 1] + tasks[c - 1].length);
      blocks = all.stream().mapToInt(c -> c.partition().blocks()).sum();
      chainOf = new int[blocks];
      within = new int[blocks];
      share(threads);
    }

    /// Orders the blocks by the thread whose share they are in. A share has the same fraction of
    /// every chain, so that rows stay with a thread, and in its cache, from one phase to the next.
    private void share(int threads) {
      int count = 0;
      for (int thread = 0; thread < threads; thread++) {
        for (int chain = 0; chain < chains.length; chain++) {
          int own = chains[chain].partition().blocks();
          for (int block = 0; block < own; block++) {
            if ((long) block * threads / own == thread) {
              chainOf[count] = chain;
              within[count++] = block;
            }
          }
        }
      }
    }

    /// The number of tasks in this phase and those before it.
    int end() {
      return places[tasks.length];
    }

    @Override
    public void run(int block, int worker) {
      for (Task task : tasks[chainOf[block]]) {
        task.run(within[block], scratch[worker]);
      }
    }

    private void time(int block, int worker) {
      int place = places[chainOf[block]];
      long start = System.nanoTime();
      for (Task task : tasks[chainOf[block]]) {
        task.run(within[block], scratch[worker]);
        long end = System.nanoTime();
        clocks[worker][place++] += end - start;
        start = end;
      }
    }
  }

  Program(
      Graph graph, List<Task> tasks, Map<Node, Buffer> buffers, KernelLibrary loops, int threads) {
    this.graph = graph;
    this.buffers = buffers;
    this.loops = loops;
    Phases order = new Phases(tasks);
    this.phases = phases(order, threads);
    this.placement = new Placement(order.lifetimes(), phases.length);
    this.lengths = placement.lengths();
    this.most = tasks.stream().mapToInt(Task::scratch).max().orElse(0);
    this.scratch = new Scratch[threads];
  }

  private Phase[] phases(Phases order, int threads) {
    List<Phase> all = new ArrayList<>();
    for (List<Phases.Chain> chains : order.chains()) {
      all.add(new Phase(chains, all.isEmpty() ? 0 : all.getLast().end(), threads));
    }
    return all.toArray(Phase[]::new);
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
    List<TaskInfo> works = new ArrayList<>();
    for (int phase = 0; phase < phases.length; phase++) {
      for (int chain = 0; chain < phases[phase].tasks.length; chain++) {
        for (Task task : phases[phase].tasks[chain]) {
          works.add(task.work(phase, chain));
        }
      }
    }
    return works;
  }

  /// Like [#run], and adds the nanoseconds of each task, those of all threads together, to `nanos`,
  /// in the order of [#works].
  public void time(ThreadTeam team, long[] nanos) {
    if (clocks.length == 0) {
      clocks = new long[scratch.length][nanos.length];
    }
    for (Phase phase : phases) {
      team.run(phase.blocks, phase.timed);
    }
    for (long[] clock : clocks) {
      for (int k = 0; k < nanos.length; k++) {
        nanos[k] += clock[k];
        clock[k] = 0;
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
