package dev.kern.compile;

import dev.kern.graph.Constant;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import dev.kern.graph.Variable;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Packing;
import dev.kern.kernel.PartialSums;
import dev.kern.math.FloatRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state of lowering a graph: the tasks so far, and where each node's value is.
///
/// A sum over samples is computed as partial sums, one per block of samples. An update adds up the
/// partial sums itself; for other readers a task adds them up once.
final class Lowering {
  /// A loop over a range of elements or rows of a node.
  interface Loop {
    void run(int from, int to, Buffer[] x, Buffer y);
  }

  final KernelLibrary loops;
  final VariableStore store;
  final StepContext context;
  final List<Task> tasks = new ArrayList<>();

  /// The multiply-adds that a thread does in about five microseconds: less isn't worth a barrier.
  private static final double WORTHWHILE = 1 << 18;

  /// Multiply-adds in the time of reading and writing an element.
  private static final int PER_ELEMENT = 8;

  private final boolean trains;
  private final Set<Node> kept;
  private final Map<Node, TaskRole> roles;
  private final @Nullable SharedWeights shared;
  private final int threads;
  private final Map<Node, Buffer> buffers = new HashMap<>();
  private final Map<Node, PartialSums> parts = new HashMap<>();
  private final Map<Node, BlockPartition> partitions = new HashMap<>();

  Lowering(
      Graph graph,
      KernelLibrary loops,
      VariableStore store,
      StepContext context,
      @Nullable SharedWeights shared,
      int threads) {
    this.trains = graph.nodes().stream().anyMatch(n -> n.op().isEffect());
    this.kept = kept(graph);
    this.roles = TaskRole.of(graph);
    this.shared = shared;
    this.threads = threads;
    this.loops = loops;
    this.store = store;
    this.context = context;
  }

  /// Whether running the program changes variables.
  boolean trains() {
    return trains;
  }

  Map<Node, Buffer> buffers() {
    return buffers;
  }

  /// The buffer of a node's value, complete.
  Buffer value(Node node) {
    Buffer known = buffers.get(node);
    if (known != null) {
      return known;
    }
    PartialSums sum = parts(node);
    Buffer y = result(node);
    int size = node.shape().size();
    task(node, "sum of parts", BlockPartition.range(size, Math.ceilDiv(size, 8192), 16))
        .readsAll(sum.buffer())
        .writes(y)
        .does((block, from, to, s) -> loops.elementwise().sumParts(from, to, sum, y));
    return y;
  }

  /// The buffers of a node's inputs.
  Buffer[] inputs(Node node) {
    return node.inputs().stream().map(this::value).toArray(Buffer[]::new);
  }

  /// A task over blocks of samples.
  ///
  /// @param unit elements or rows of a sample, as the loop counts them
  /// @param local how many inputs are read sample by sample; each block reads all of the others
  Task each(Node y, String label, int unit, int local, Loop loop) {
    return each(y, label, unit, local, false, PER_ELEMENT, loop);
  }

  /// The same.
  ///
  /// @param perElement multiply-adds in the time that an element of the result takes
  Task each(Node y, String label, int unit, int local, int perElement, Loop loop) {
    return each(y, label, unit, local, false, perElement, loop);
  }

  /// Like [#each], with a loop that can write its result over an input that is read sample by
  /// sample.
  Task map(Node y, String label, int unit, int local, Loop loop) {
    return each(y, label, unit, local, true, PER_ELEMENT, loop);
  }

  private Task each(
      Node y, String label, int unit, int local, boolean inPlace, int perElement, Loop loop) {
    Buffer[] x = inputs(y);
    Buffer out = result(y);
    BlockPartition samples = samples(y.shape());
    BlockPartition pieces = pieces(samples, unit, (double) perElement * y.shape().size());
    Task task = task(y, label, samples, pieces);
    int rows = pieces == null ? unit : 1;
    for (int i = 0; i < x.length; i++) {
      if (i >= local) {
        task.readsAll(x[i]);
      } else if (inPlace) {
        task.consumes(x[i]);
      } else {
        task.reads(x[i]);
      }
    }
    return task.writes(out).does((block, from, to, s) -> loop.run(from * rows, to * rows, x, out));
  }

  /// A node's value as partial sums; a single one if it is complete.
  PartialSums parts(Node node) {
    PartialSums sum = parts.get(node);
    return sum != null ? sum : new PartialSums(value(node), 1, 0);
  }

  /// Memory for a sum over samples, one partial sum per block of `partition`.
  PlannedBuffer newParts(Node node, BlockPartition partition) {
    PlannedBuffer whole = inParts(node.name(), node.shape().size(), partition);
    parts.put(node, new PartialSums(whole, partition.blocks(), whole.part(0).size()));
    return whole;
  }

  /// Memory for so many floats per block.
  PlannedBuffer inParts(String name, int size, BlockPartition partition) {
    int pitch = Math.ceilDiv(size, Placement.ALIGNMENT) * Placement.ALIGNMENT;
    return PlannedBuffer.inParts(name, partition.blocks(), pitch);
  }

  /// Whether a node's value has memory, as a whole or in parts.
  boolean isKnown(Node node) {
    return buffers.containsKey(node) || parts.containsKey(node);
  }

  /// Records that a matrix is computed in blocks of its rows.
  void partitionRows(Node node, BlockPartition partition) {
    partitions.put(node, partition);
  }

  /// How the rows of a matrix are divided; null if it isn't computed in blocks of rows.
  @Nullable BlockPartition rowPartition(Node node) {
    return partitions.get(node);
  }

  /// Memory for a node's value.
  Buffer result(Node node) {
    boolean permanent =
        node.op() instanceof Placeholder || node.op() instanceof Constant || kept.contains(node);
    Buffer buffer = new PlannedBuffer(node.name(), node.shape().size(), permanent);
    buffers.put(node, buffer);
    return buffer;
  }

  /// The outputs of a graph, and those whose memory they share: none may be written over.
  private static Set<Node> kept(Graph graph) {
    Set<Node> kept = new HashSet<>();
    for (Node output : graph.outputs()) {
      Node node = output;
      while (kept.add(node) && node.op() instanceof Reshape) {
        node = node.input(0);
      }
    }
    return kept;
  }

  /// Memory private to a task.
  Buffer temporary(String name, int size) {
    return new PlannedBuffer(name, size, false);
  }

  /// The weights of `y`, its second input, as its loop reads them. Weights that neither change in a
  /// step nor depend on placeholders are packed again only when they differ from those of the last
  /// run, of which a copy is kept.
  Buffer packed(Node y, Buffer w, Packing loop) {
    if (loop.packed() == 0) {
      return w;
    }
    if (shared != null && isFixed(y.input(1))) {
      return shared.packed(y.name(), loop, w);
    }
    boolean kept = !trains() && !isFed(y.input(1));
    BlockPartition partition =
        kept ? BlockPartition.whole(loop.parts()) : BlockPartition.range(loop.parts(), 16, 1);
    String name = y.name() + "/packed";
    int size = PlannedBuffer.length(name, (long) loop.packed() + (kept ? w.size() : 0));
    Buffer packed = new PlannedBuffer(name, size, kept);
    task(y, "pack weights", partition)
        .readsAll(w)
        .writesAll(packed)
        .does(
            (block, from, end, scratch) -> {
              if (!kept || changed(w, packed, loop.packed())) {
                loop.pack(from, end, w, packed, scratch);
              }
            });
    return packed;
  }

  /// Whether a value is the same in all runs, so that what is prepared from it is prepared once.
  boolean isFixed(Node node) {
    return shared != null && !isFed(node);
  }

  /// Whether a value depends on a placeholder.
  private static boolean isFed(Node node) {
    Set<Node> seen = new HashSet<>(Set.of(node));
    Deque<Node> waiting = new ArrayDeque<>(seen);
    while (!waiting.isEmpty()) {
      Node next = waiting.pop();
      if (next.op() instanceof Placeholder) {
        return true;
      }
      next.inputs().stream().filter(seen::add).forEach(waiting::push);
    }
    return false;
  }

  /// Whether weights differ from their copy, which begins at element `from`; if so, updates the
  /// copy.
  private static boolean changed(Buffer w, Buffer copies, int from) {
    int copy = copies.at() + from;
    if (FloatRanges.equal(w.array(), w.at(), copies.array(), copy, w.size())) {
      return false;
    }
    System.arraycopy(w.array(), w.at(), copies.array(), copy, w.size());
    return true;
  }

  /// Records that a node's value shares the memory of another one.
  void alias(Node node, Buffer buffer) {
    buffers.put(node, buffer);
  }

  /// A variable's memory.
  void variable(Node node, Variable variable) {
    float[] held = shared == null ? null : shared.value(node.name());
    buffers.put(
        node,
        PlannedBuffer.placed(
            node.name(),
            variable.shape().size(),
            held == null ? store.values() : held,
            held == null ? store.at(node.name()) : 0));
  }

  Task task(Node node, String label, BlockPartition partition) {
    return task(node, label, partition, null);
  }

  /// A task on samples, or on pieces of them.
  Task task(Node node, String label, BlockPartition samples, @Nullable BlockPartition pieces) {
    TaskRole role = roles.getOrDefault(node, TaskRole.FORWARD);
    Task task =
        pieces == null
            ? new Task(node.name(), role, label, samples, false)
            : new Task(node.name(), role, label, pieces, true);
    tasks.add(task);
    return task;
  }

  /// How the work for samples is divided into pieces of samples, a block for each thread; null if
  /// whole samples will do.
  ///
  /// Only results that don't depend on one another may be divided so, no sums over samples: the
  /// partition depends on the number of threads.
  ///
  /// @param pieces of a sample
  /// @param work of all samples, in multiply-adds
  @Nullable BlockPartition pieces(BlockPartition samples, int pieces, double work) {
    return pieces > 1 && wantsPieces(samples, work) ? blocks(samples.extent() * pieces) : null;
  }

  /// Whether blocks of samples leave threads idle, and the work is worth a barrier.
  boolean wantsPieces(BlockPartition samples, double work) {
    int count = samples.extent();
    int turns = Math.ceilDiv(samples.blocks(), threads);
    boolean idle = count < 2 * threads && 4L * turns * samples.size() * threads > 5L * count;
    return idle && work >= WORTHWHILE && !trains;
  }

  /// A block of pieces for each thread.
  BlockPartition blocks(int pieces) {
    return BlockPartition.range(pieces, threads, 1);
  }

  /// The partition of a tensor's outermost axis.
  static BlockPartition samples(Shape shape) {
    int pixels = row(shape) / Math.max(1, shape.rank() == 0 ? 1 : shape.last());
    return shape.rank() == 0
        ? BlockPartition.whole(1)
        : BlockPartition.samples(shape.extent(0), pixels);
  }

  /// Floats per row of the outermost axis.
  static int row(Shape shape) {
    return shape.rank() == 0 || shape.extent(0) == 0 ? 1 : shape.size() / shape.extent(0);
  }
}
