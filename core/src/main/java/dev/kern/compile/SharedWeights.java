package dev.kern.compile;

import dev.kern.graph.Constant;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Variable;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Packing;
import dev.kern.kernel.Scratch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What programs for inference share besides their variables, which must not change any more: all
/// that is computed from variables alone, such as the weights of a convolution that batch
/// normalisation was folded into, and weights packed as kernels read them. It is computed once, and
/// not at each run.
///
/// For programs with the same fetches on the same variables, whatever their batch. Thread-safe.
public final class SharedWeights {
  /// Weights as kernels of one layout read them.
  private record PackedKey(String node, Object layout) {}

  private final Map<String, float[]> values = new HashMap<>();
  private final Map<PackedKey, float[]> packed = new HashMap<>();

  private final Allocator allocator;

  /// Nothing yet: the first program computes it.
  ///
  /// @param allocator what the memory comes from
  public SharedWeights(Allocator allocator) {
    this.allocator = allocator;
  }

  /// How much memory it takes.
  public synchronized long bytes() {
    long floats = 0;
    for (float[] array : values.values()) {
      floats += array.length;
    }
    for (float[] array : packed.values()) {
      floats += array.length;
    }
    return Float.BYTES * floats;
  }

  private float[] floats(String node, int count) {
    return allocator.allocate(
        "the weights of '" + node + "', prepared",
        Float.BYTES * ((long) count + Buffer.SLACK),
        () -> Buffer.memory(count));
  }

  /// A graph in which what depends on variables and constants alone is a variable itself, whose
  /// value is held here.
  synchronized Graph hold(Graph graph, KernelLibrary loops, VariableStore store) {
    Set<Node> results = results(graph);
    List<Node> missing = results.stream().filter(node -> !values.containsKey(node.name())).toList();
    if (!missing.isEmpty()) {
      Graph own = Rewrite.of(missing, (node, rewrite) -> null);
      Program program = new Lower(own, loops, store, new StepContext(), null, 1).program();
      allocator.allocate(
          "computing what depends on the weights alone",
          program.bytes(),
          () -> {
            program.allocate();
            return program;
          });
      program.runAlone();
      for (Node output : own.outputs()) {
        int at = program.at(output);
        float[] array = floats(output.name(), output.shape().size());
        System.arraycopy(program.array(output), at, array, 0, output.shape().size());
        values.put(output.name(), array);
      }
    }
    return Rewrite.of(
        graph,
        (node, rewrite) ->
            results.contains(node)
                ? rewrite
                    .graph()
                    .add(node.name(), new Variable(node.shape(), Initializer.zeros(), false))
                : null);
  }

  /// What is computed from variables and constants alone, and used by something else.
  private static Set<Node> results(Graph graph) {
    Set<Node> fixed = new HashSet<>();
    Set<Node> used = new LinkedHashSet<>(graph.outputs());
    for (Node node : graph.nodes()) {
      if (isFixed(node, fixed)) {
        fixed.add(node);
      } else {
        used.addAll(node.inputs());
      }
    }
    used.removeIf(node -> node.inputs().isEmpty() || !fixed.contains(node));
    return used;
  }

  private static boolean isFixed(Node node, Set<Node> fixed) {
    return node.op() instanceof Variable
        || node.op() instanceof Constant
        || (!node.inputs().isEmpty()
            && fixed.containsAll(node.inputs())
            && !node.op().isEffect()
            && !(node.op() instanceof Dropout));
  }

  /// The value of a variable that is held here; null if it is one of the store's.
  synchronized float @Nullable [] value(String variable) {
    return values.get(variable);
  }

  /// The weights of a node, packed for its loop.
  synchronized Buffer packed(String node, Packing loop, Buffer w) {
    float[] array =
        packed.computeIfAbsent(
            new PackedKey(node, loop.layout()),
            key -> {
              float[] copy = floats(node, loop.packed());
              loop.pack(0, loop.parts(), w, Buffer.of(copy), new Scratch(loop.scratch()));
              return copy;
            });
    return PlannedBuffer.placed(node + "/packed", loop.packed(), array, 0);
  }
}
