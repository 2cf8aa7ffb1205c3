package dev.kern.run;

import dev.kern.compile.Compiler;
import dev.kern.compile.KernelMode;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compiles fetches of graphs into plans and runs them on shared variables that outlive them.
///
/// Used by one thread at a time.
public final class Session implements AutoCloseable {
  private static final int MOST_NAMED = 4;

  private final Variables variables;
  private final Engine engine;
  private final Workers workers;
  private final StepContext context = new StepContext();
  private final Map<List<Node>, Plan> plans = new HashMap<>();

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
  /// A training step must also update the moving averages of batch normalization: [Graph#effects]
  /// returns everything that belongs to it.
  ///
  /// Fails with [IllegalArgumentException] if there is nothing to fetch, a variable is missing, or
  /// the plan trains but omits the `MovingAverage` of a value that it computes.
  public Plan plan(Node... fetches) {
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
    return plans.computeIfAbsent(List.of(fetches), this::compile);
  }

  private Plan compile(List<Node> fetches) {
    Graph graph = Compiler.extract(fetches);
    Set<Node> computed = new HashSet<>(Graph.reachable(fetches.toArray(Node[]::new)));
    boolean trains =
        computed.stream().anyMatch(n -> n.op() instanceof Minimize || n.op() instanceof Update);
    if (trains) {
      expectAverages(fetches.getFirst().graph(), computed);
    }
    return new Plan(computation(graph), fetches, context, trains);
  }

  /// Refuses a training step that doesn't update the statistics of its own batch normalization:
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

  private Computation computation(Graph graph) {
    if (engine == Engine.REFERENCE) {
      return new Interpreted(Compiler.expand(graph), variables, context);
    }
    KernelMode loops =
        switch (engine) {
          case VECTOR -> KernelMode.FAST;
          case EXACT -> KernelMode.EXACT;
          case SCALAR, REFERENCE -> KernelMode.SCALAR;
        };
    return new Compiled(
        Compiler.compile(graph, variables, context, loops, workers.size()), workers);
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
