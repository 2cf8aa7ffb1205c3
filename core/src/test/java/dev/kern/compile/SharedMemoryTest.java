package dev.kern.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Activate;
import dev.kern.graph.Add;
import dev.kern.graph.AddBias;
import dev.kern.graph.BatchMean;
import dev.kern.graph.BatchVariance;
import dev.kern.graph.Concat;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.math.Activation;
import dev.kern.run.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Buffers that share memory are in use one after the other, for every order of blocks; and the
/// memory of a deep network is that of a shallow one where nothing has to be kept.
@SuppressWarnings("ReferenceEquality") // whether it is the same memory
class SharedMemoryTest {
  private static final int BATCH = 8;

  /// Networks of layers that follow one another, each its own kind.
  enum Kind {
    PLAIN,
    NORMALIZED,
    RESIDUAL,
    BRANCHED,
    POOLED;

    private Node layer(Node x, int index, boolean trains) {
      String name = "layer" + index;
      return switch (this) {
        case PLAIN -> convolution(name, x, 4);
        case NORMALIZED -> normalized(name, x, trains);
        case RESIDUAL -> Add.of(x, convolution(name + "b", convolution(name + "a", x, 4), 4));
        case BRANCHED ->
            convolution(
                name, Concat.of(List.of(convolution(name + "a", x, 3), Dropout.of(x, 0.5))), 4);
        case POOLED ->
            index == 2
                ? MaxPool.of(convolution(name, x, 4), Window.square(2).stride(2))
                : convolution(name, x, 4);
      };
    }
  }

  private static Node convolution(String name, Node x, int filters) {
    Node y = Conv2d.of(x, weights(x, name, 3, 3, x.shape().last(), filters), Window.square(3));
    return Activate.of(AddBias.of(y, weights(x, name + "/bias", filters)), Activation.RELU);
  }

  private static Node normalized(String name, Node x, boolean trains) {
    Graph graph = x.graph();
    Node y = Conv2d.of(x, weights(x, name, 3, 3, x.shape().last(), 4), Window.square(3));
    Node mean = graph.state(name + "/mean", Shape.of(4), Initializer.zeros());
    Node variance = graph.state(name + "/variance", Shape.of(4), Initializer.constant(1));
    if (trains) {
      mean = BatchMean.of(y);
      variance = BatchVariance.of(y, mean);
    }
    Node scale = weights(x, name + "/scale", 4);
    return Activate.of(
        Normalize.of(y, mean, variance, scale, weights(x, name + "/shift", 4), 1e-3),
        Activation.TANH);
  }

  private static Node weights(Node x, String name, int... extents) {
    return x.graph().variable(name, Shape.of(extents), Initializer.truncatedNormal(0.1));
  }

  private static Graph graph(Kind kind, int depth, boolean trains) {
    Graph graph = new Graph();
    Node y = graph.placeholder("images", Shape.of(BATCH, 8, 8, 4));
    for (int i = 0; i < depth; i++) {
      y = kind.layer(y, i, trains);
    }
    Node rows = Reshape.flatten(y);
    Node logits = MatMul.of(rows, weights(y, "dense", rows.shape().last(), 3));
    if (!trains) {
      return graph.outputs(List.of(logits));
    }
    Node loss =
        ReduceMean.of(
            SoftmaxCrossEntropy.of(logits, graph.placeholder("labels", Shape.of(BATCH, 3))));
    Node rate = graph.constant(Tensor.scalar(0.5));
    return graph.outputs(List.of(loss, Minimize.of(loss, rate, UpdateRule.sgd())));
  }

  @ParameterizedTest
  @EnumSource
  void inferenceTakesNoMoreMemoryForMoreLayers(Kind kind) {
    long shallow = memory(kind, 10, false);
    long value = Float.BYTES * BATCH * 8 * 8 * 4;
    // What grows are the packed weights and biases, not the values between layers.
    assertThat(memory(kind, 40, false) - shallow).isLessThan(30 * value / 2);
    assertThat(shallow).isLessThan(9 * value);
  }

  @ParameterizedTest
  @EnumSource
  void trainingKeepsOnlyWhatTheWayBackReads(Kind kind) {
    long sum =
        tasks(kind, 20, true).stream()
            .flatMap(task -> task.uses().stream().map(Task.Use::buffer))
            .distinct()
            .filter(buffer -> buffer instanceof PlannedBuffer planned && !planned.isPlaced())
            .mapToLong(Buffer::size)
            .sum();
    assertThat(memory(kind, 20, true)).isLessThan(Float.BYTES * sum * 3 / 4);
  }

  private static long memory(Kind kind, int depth, boolean trains) {
    Phases phases = new Phases(tasks(kind, depth, trains));
    Placement placement = new Placement(phases.lifetimes(), phases.chains().size());
    return Float.BYTES * Arrays.stream(placement.lengths()).asLongStream().sum();
  }

  private static List<Task> tasks(Kind kind, int depth, boolean trains) {
    Graph graph = graph(kind, depth, trains);
    return new Lower(
            Compiler.optimize(graph),
            KernelMode.SCALAR.loops(),
            Variables.of(graph),
            new StepContext(),
            null,
            1)
        .tasks();
  }

  @ParameterizedTest
  @EnumSource
  void sharesMemoryOnlyInTurn(Kind kind) {
    for (boolean trains : new boolean[] {false, true}) {
      Phases phases = new Phases(tasks(kind, 12, trains));
      Map<Buffer, Lifetime> lifetimes = phases.lifetimes();
      Placement placement = new Placement(lifetimes, phases.chains().size());
      float[][] arrays =
          Arrays.stream(placement.lengths()).mapToObj(float[]::new).toArray(float[][]::new);
      placement.into(arrays);
      List<Use> uses = uses(phases);
      int shared = 0;
      for (Use a : uses) {
        for (Use b : uses) {
          if (!a.buffer().equals(b.buffer()) && overlap(a.buffer(), b.buffer())) {
            assertThat(a.order(b)).as("%s and %s", a, b).isNotZero();
            assertThat(a.order(b))
                .as("always the same one first: %s and %s", a, b)
                .isEqualTo(
                    Integer.compare(
                        lifetimeStart(uses, a.buffer()), lifetimeStart(uses, b.buffer())));
            shared++;
          }
        }
      }
      assertThat(shared).isPositive();
    }
  }

  /// A use of a buffer by a task at a place of the program.
  private record Use(Task.Use of, BlockPartition cut, int phase, int turn, int number) {
    Buffer buffer() {
      return of.buffer();
    }

    /// Which of two uses of the same memory comes first, whatever the threads do: -1 for this, 1
    /// for the other, 0 if that isn't settled.
    int order(Use other) {
      if (phase != other.phase) {
        return Integer.compare(phase, other.phase);
      }
      boolean sameRows =
          of.local()
              && other.of.local()
              && cut.equals(other.cut)
              && buffer().at() == other.buffer().at()
              && buffer().size() == other.buffer().size()
              && buffer().size() % cut.extent() == 0;
      if (!sameRows || turn != other.turn) {
        return sameRows ? Integer.compare(turn, other.turn) : 0;
      }
      // Of the same task: a result may take the place of what it consumes.
      boolean first = of.consumed() && other.of.write();
      boolean second = of.write() && other.of.consumed();
      return first ? -1 : second ? 1 : 0;
    }
  }

  private static List<Use> uses(Phases phases) {
    List<Use> uses = new ArrayList<>();
    int phase = 0;
    int number = 0;
    for (List<Phases.Chain> chains : phases.chains()) {
      for (Phases.Chain chain : chains) {
        int turn = 0;
        for (Task task : chain.tasks()) {
          for (Task.Use use : task.uses()) {
            uses.add(new Use(use, chain.partition(), phase, turn, number++));
          }
          turn++;
        }
      }
      phase++;
    }
    return uses;
  }

  private static int lifetimeStart(List<Use> uses, Buffer buffer) {
    return uses.stream()
        .filter(use -> use.buffer().equals(buffer))
        .mapToInt(Use::number)
        .min()
        .orElseThrow();
  }

  @SuppressWarnings("ReferenceEquality") // the same array
  private static boolean overlap(Buffer a, Buffer b) {
    return a.array() == b.array()
        && a.size() > 0
        && b.size() > 0
        && a.at() < b.at() + b.size()
        && b.at() < a.at() + a.size();
  }

  /// Every block on a thread of its own would be the hardest case; blocks in any order show as much
  /// on one.
  @ParameterizedTest
  @EnumSource
  void computesTheSameInAnyOrderOfBlocks(Kind kind) {
    float[] forwards = trained(kind, false);
    assertThat(trained(kind, true)).isEqualTo(forwards);
  }

  private static float[] trained(Kind kind, boolean backwards) {
    Graph graph = graph(kind, 6, true);
    Variables variables = Variables.of(graph);
    Program program =
        Compiler.compile(graph, variables, new StepContext(), KernelMode.SCALAR, 1, 1);
    program.allocate();
    for (int step = 0; step < 3; step++) {
      program.poison();
      for (String name : List.of("images", "labels")) {
        Node node = program.graph().find(name).orElseThrow();
        for (int i = 0; i < node.shape().size(); i++) {
          program.array(node)[program.at(node) + i] =
              name.equals("images") ? (i * 37 % 11 - 5) / 10f : i % 3 == step ? 1 : 0;
        }
      }
      program.run(new InOrder(backwards));
    }
    assertThat(variables.values()).doesNotContain(Float.NaN);
    return variables.values().clone();
  }

  /// One thread that runs the blocks of a phase from the first to the last or the other way.
  private record InOrder(boolean backwards) implements ThreadTeam {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public void run(int blocks, BlockTask task) {
      for (int block = 0; block < blocks; block++) {
        task.run(backwards ? blocks - 1 - block : block, 0);
      }
    }
  }
}
