package dev.kern.run;

import dev.kern.compile.Compiler;
import dev.kern.compile.KernelMode;
import dev.kern.compile.Program;
import dev.kern.compile.SharedWeights;
import dev.kern.compile.StepContext;
import dev.kern.compile.ThreadTeam;
import dev.kern.graph.Graph;
import dev.kern.graph.Minimize;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Update;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compiles fetches of graphs into plans and runs them on shared variables that outlive them.
///
/// Used by one thread at a time, except for [#planFixed].
public final class Session implements AutoCloseable {
  private static final int MOST_NAMED = 4;

  private final Variables variables;
  private final Engine engine;
  private final Workers workers;
  private final StepContext context = new StepContext();
  private final Map<List<Node>, Plan> plans = new HashMap<>();
  private final SharedWeights shared =
      new SharedWeights(Heap.allocator("fixed weights", Heap.FEWER_WEIGHTS));

  private Session(Variables variables, Engine engine, int threads) {
    this.variables = variables;
    this.engine = engine;
    this.workers = new Workers(threads);
  }

  /// A session on these variables.
  ///
  /// If the JVM can't run vector kernels at full speed, scalar kernels run instead, and the first
  /// session says so in the [System.Logger] `dev.kern`.
  ///
  /// @param threads the number of threads, including the caller
  public static Session open(Variables variables, Engine engine, int threads) {
    return new Session(variables, engine.running(), threads);
  }

  /// A plan that computes `fetches`, nodes of one graph; returns the same plan for the same nodes.
  ///
  /// The graph's variables are the session's variables of the same names. Effects among the
  /// fetches, such as `Minimize`, change variables whenever the plan runs.
  ///
  /// A training step must also update the moving averages of batch normalisation: [Graph#effects]
  /// returns everything that belongs to it.
  ///
  /// Fails with [IllegalArgumentException] if there is nothing to fetch, a variable is missing, or
  /// the plan trains and leaves out a `MovingAverage` of a value that it computes, with
  /// [InsufficientMemoryException] if it can't fit into the Java heap.
  public Plan plan(Node... fetches) {
    return planWithin(Long.MAX_VALUE, 1, fetches);
  }

  /// The same within so much memory, to be run several times in a row on the same variables, such
  /// as for the parts of a large batch.
  ///
  /// What doesn't depend on what is fed is prepared as it would be for a single run on all of it,
  /// and the results have the same bits.
  ///
  /// Fails as [#plan] does, with [InsufficientMemoryException] also if it takes more.
  ///
  /// @param bytes how much memory it may take
  /// @param runs how often in a row
  public Plan planWithin(long bytes, int runs, Node... fetches) {
    if (fetches.length == 0) {
      throw new IllegalArgumentException("a plan needs at least one node to fetch, given none");
    }
    for (Node fetch : fetches) {
      if (fetch.graph() != fetches[0].graph()) {
        throw new IllegalArgumentException(
            """
            plan: the fetches belong to two graphs
              given     '%s' of one graph, '%s' of another
              expected  nodes of one graph
              fix       a plan for each graph; variables of the same name are shared\
            """
                .formatted(fetches[0].name(), fetch.name()));
      }
    }
    List<Node> wanted = List.of(fetches);
    Plan known = plans.get(wanted);
    if (known == null) {
      known = compile(wanted, bytes, runs);
      plans.put(wanted, known);
    }
    return known;
  }

  /// A new plan for inference on variables that don't change any more, within so much memory.
  ///
  /// What is computed from them alone, such as weights that batch normalisation is folded into, is
  /// computed once and shared by all such plans of the session. So their graphs may differ in the
  /// batch, and in nothing else; results have the same bits for any batch. If the session has one
  /// thread, several threads may make and run such plans at the same time, each its own.
  ///
  /// Fails as [#planWithin] does, and with [IllegalArgumentException] if the fetches have effects.
  ///
  /// @param bytes how much memory it may take
  public Plan planFixed(long bytes, Node... fetches) {
    List<Node> wanted = List.of(fetches);
    Graph graph = Compiler.extract(wanted);
    if (graph.nodes().stream().anyMatch(node -> node.op().isEffect())) {
      throw new IllegalArgumentException(
          """
          plan: a plan on fixed variables can't change them
            given     an effect among the fetches
            expected  computed nodes
            fix       session.plan(...)\
          """);
    }
    String where = "plan of '%s'".formatted(wanted.getLast().name());
    Computation computation =
        engine == Engine.REFERENCE
            ? computation(graph, where, bytes, 1)
            : allocate(
                where,
                Compiler.compile(graph, variables, shared, kernels(), workers.size()),
                bytes);
    return new Plan(computation, wanted, context, false);
  }

  /// What plans on fixed variables share.
  SharedWeights shared() {
    return shared;
  }

  /// Forgets a plan, which frees its memory once nobody else has it.
  public void release(Plan plan) {
    plans.values().remove(plan);
  }

  private Plan compile(List<Node> fetches, long bytes, int runs) {
    Graph graph = Compiler.extract(fetches);
    Set<Node> computed = new HashSet<>(Graph.reachable(fetches.toArray(Node[]::new)));
    boolean trains =
        computed.stream().anyMatch(n -> n.op() instanceof Minimize || n.op() instanceof Update);
    if (trains) {
      expectAverages(fetches.getFirst().graph(), computed);
    }
    String where = "plan of '%s'".formatted(fetches.getLast().name());
    return new Plan(computation(graph, where, bytes, runs), fetches, context, trains);
  }

  /// Refuses a training step that doesn't update the statistics of its own batch normalisation:
  /// inference would use their values from before training.
  private static void expectAverages(Graph graph, Set<Node> computed) {
    List<String> left =
        graph.effects().stream()
            .filter(n -> n.op() instanceof MovingAverage)
            .filter(n -> !computed.contains(n) && isOf(n.input(1), computed))
            .map(n -> n.input(0).name())
            .toList();
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          """
          plan: the training step leaves out moving averages that inference needs
            given     fetches that move weights, but not %s
            expected  all effects of the graph
            fix       session.plan(Group.of(graph.effects()), ...), or train with a TrainStep\
          """
              .formatted(
                  left.stream()
                      .limit(MOST_NAMED)
                      .map(name -> "'" + name + "'")
                      .collect(
                          Collectors.joining(", ", "", left.size() > MOST_NAMED ? ", ..." : ""))));
    }
  }

  /// Whether a value, or what it is the mean of, is computed; an average of weights may be updated
  /// independently of the step.
  private static boolean isOf(Node value, Set<Node> computed) {
    return Stream.concat(Stream.of(value), value.inputs().stream())
        .anyMatch(n -> computed.contains(n) && !n.inputs().isEmpty());
  }

  private Computation computation(Graph graph, String where, long most, int runs) {
    if (engine == Engine.REFERENCE) {
      Graph whole = Compiler.expand(graph);
      return allocate(
          where, Interpreted.bytes(whole), most, () -> new Interpreted(whole, variables, context));
    }
    return allocate(
        where, Compiler.compile(graph, variables, context, kernels(), workers.size(), runs), most);
  }

  private KernelMode kernels() {
    return switch (engine) {
      case VECTOR -> KernelMode.FAST;
      case EXACT -> KernelMode.EXACT;
      case SCALAR, REFERENCE -> KernelMode.SCALAR;
    };
  }

  private Computation allocate(String where, Program program, long most) {
    return allocate(
        where,
        program.bytes(),
        most,
        () -> {
          program.allocate();
          return new Compiled(program, workers);
        });
  }

  private static Computation allocate(
      String where, long bytes, long most, Supplier<Computation> make) {
    return Heap.allocate(
        where,
        "the memory of one run",
        bytes,
        most,
        "use a smaller batch, smaller images or fewer channels",
        make);
  }

  /// Sets the seed of random numbers, such as those of dropout.
  public void seed(long seed) {
    context.seed(seed);
  }

  /// How many training steps have been done.
  public long step() {
    return context.step();
  }

  /// Sets how many training steps have been done, for resumed runs.
  public void step(long step) {
    context.step(step);
  }

  /// The variables, which are set and read by name:
  ///
  /// ```java
  /// session.variables().set("conv1/bias", Tensor.filled(Shape.of(16), 0.1));
  /// Tensor weights = session.variables().get("conv1/weights");
  /// ```
  public Variables variables() {
    return variables;
  }

  /// The session's threads, for other work while no plan is running.
  public ThreadTeam team() {
    return workers;
  }

  /// Ends the threads.
  @Override
  public void close() {
    workers.close();
  }

  /// `session on vector, 16 lanes: 2 threads, 8 variables, 1 plan, step 300`.
  @Override
  public String toString() {
    return "session on %s: %s, %s, %s, step %d"
        .formatted(
            engine.describe(),
            counted(workers.size(), "thread"),
            counted(variables.slices().size(), "variable"),
            counted(plans.size(), "plan"),
            context.step());
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
