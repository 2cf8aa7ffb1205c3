package dev.kern.run;

import dev.kern.compile.VariableStore;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.kernel.Buffer;
import dev.kern.math.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that outlives a run: all variables in one flat array, and for each slot of the update
/// rule an array of optimiser state with the same layout.
///
/// Updates, averages, checkpoints and distribution are loops over these arrays. Variables are
/// identified by name, so that a training graph and an inference graph of the same layers share
/// them.
///
/// Not thread-safe: one session at a time writes to it.
public final class Variables implements VariableStore {
  /// Variables start at multiples of this many floats, a cache line.
  private static final int ALIGNMENT = 16;

  private final Map<String, Slice> slices = new LinkedHashMap<>();
  private final int floats;
  private final float[] values;
  private final List<float[]> slots = new ArrayList<>();

  /// The place of a variable in the flat arrays.
  ///
  /// @param name the variable's name
  /// @param at the index of its first element
  /// @param variable its shape and initialiser
  public record Slice(String name, int at, Variable variable) {
    /// The variable's extents.
    public Shape shape() {
      return variable.shape();
    }
  }

  private Variables(List<Node> nodes) {
    long end = 0;
    for (Node node : nodes) {
      slices.put(node.name(), new Slice(node.name(), (int) end, (Variable) node.op()));
      end += (long) Math.ceilDiv(node.shape().size(), ALIGNMENT) * ALIGNMENT;
      if (end > Buffer.LONGEST) {
        throw new IllegalArgumentException(
            """
            variables: the network has too many parameters
              given     %d up to '%s'
              expected  at most %d in all
              fix       use fewer channels or smaller layers\
            """
                .formatted(end, node.name(), Buffer.LONGEST));
      }
    }
    floats = (int) end;
    values = allocate(floats);
  }

  private static float[] allocate(int floats) {
    return Heap.allocate(
        "variables",
        floats + " parameters or their optimiser state",
        (long) Float.BYTES * floats,
        Long.MAX_VALUE,
        Heap.FEWER_WEIGHTS,
        () -> Buffer.memory(floats));
  }

  /// The variables of a graph, with the values that their initialisers give for seed 0.
  ///
  /// Fails with [IllegalArgumentException] if there are more than [Buffer#LONGEST] numbers, with
  /// [InsufficientMemoryException] if they can't fit into the Java heap.
  public static Variables of(Graph graph) {
    Variables variables = new Variables(graph.variables());
    variables.initialize(0);
    return variables;
  }

  /// Initialises every variable and clears the optimiser state.
  ///
  /// The values of a variable are a function of the seed and its index among the variables.
  public void initialize(long seed) {
    int index = 0;
    for (Slice slice : slices.values()) {
      long key = Randomness.mix(Randomness.mix(seed) + index++);
      slice.variable().initializer().fill(slice.shape(), key, values, slice.at());
    }
    slots.forEach(slot -> Arrays.fill(slot, 0));
  }

  /// The places of all variables, in order.
  public List<Slice> slices() {
    return List.copyOf(slices.values());
  }

  /// The place of a variable.
  ///
  /// Fails with [IllegalArgumentException] if there is none of this name.
  public Slice slice(String name) {
    Slice slice = slices.get(name);
    if (slice == null) {
      throw new IllegalArgumentException(
          "no variable '%s'; the variables are %s".formatted(name, slices.keySet()));
    }
    return slice;
  }

  /// A copy of a variable's values.
  public Tensor get(String name) {
    Slice slice = slice(name);
    float[] copy = new float[slice.shape().size()];
    System.arraycopy(values, slice.at(), copy, 0, copy.length);
    return Tensor.of(slice.shape(), copy);
  }

  /// Sets a variable's values.
  ///
  /// Fails with [IllegalArgumentException] if there is no such variable, or the shapes differ.
  public void set(String name, Tensor tensor) {
    Slice slice = slice(name);
    if (!slice.shape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "variable '%s' has shape %s, given %s".formatted(name, slice.shape(), tensor.shape()));
    }
    tensor.copyTo(values, slice.at());
  }

  /// The array that holds all values, not a copy; it ends with a few zeros that belong to none.
  @Override
  public float[] values() {
    return values;
  }

  /// The arrays of optimiser state, with the layout of [#values]; not copies.
  public List<float[]> slots() {
    return List.copyOf(slots);
  }

  @Override
  public int at(String variable) {
    return slice(variable).at();
  }

  @Override
  public float[] slot(int index) {
    requireSlots(index + 1);
    return slots.get(index);
  }

  /// Ensures that there are at least `count` arrays of optimiser state.
  public void requireSlots(int count) {
    while (slots.size() < count) {
      slots.add(allocate(floats));
    }
  }
}
