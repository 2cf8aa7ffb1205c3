package dev.kern.train;

import dev.kern.compile.Compiler;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Variable;
import dev.kern.run.Plan;
import dev.kern.run.Variables;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the op in which a number stopped being finite first: computes a step that went wrong once
/// more, all its nodes one by one.
final class NonFiniteFinder {
  private final RunContext context;
  private final StepRunner steps;
  private final Graph graph;

  /// An autopsy of a run whose variables are as they were before the step.
  NonFiniteFinder(RunContext context, StepRunner steps) {
    this.context = context;
    this.steps = steps;
    Graph step = context.graph().graph();
    this.graph = Compiler.expand(step.outputs(List.of(context.graph().fetches())));
  }

  /// The first fault of a step, in the order in which the graph is computed: in its images, in what
  /// it computes, or in how it moves the variables. Empty if the step has none.
  Optional<NonFiniteNode> of(long step) {
    StepInput batch = steps.batch(step);
    return Stream.concat(
            IntStream.range(0, batch.groups())
                .boxed()
                .flatMap(
                    group ->
                        Stream.<Supplier<Optional<NonFiniteNode>>>of(
                            () -> inImages(batch, group), () -> inValues(batch, group))),
            Stream.of(() -> inVariables(step)))
        .flatMap(search -> search.get().stream())
        .findFirst();
  }

  private Optional<NonFiniteNode> inImages(StepInput batch, int group) {
    Node images = graph.find(context.graph().images().name()).orElseThrow();
    return Optional.of(NonFiniteNode.in(images, batch.pixels(group), 0, images.shape().size()))
        .filter(NonFiniteNode::exists);
  }

  private Optional<NonFiniteNode> inValues(StepInput batch, int group) {
    Node[] values = graph.nodes().stream().filter(NonFiniteFinder::isComputed).toArray(Node[]::new);
    Plan plan = context.session().plan(values);
    batch.feed(plan, batch.images(graph), batch.labels(graph), group);
    long seed = context.training().seed();
    context.session().seed(GroupedStep.seed(seed, group));
    plan.run();
    context.session().seed(seed);
    return Stream.of(values)
        .map(
            node -> {
              float[] copy = new float[node.shape().size()];
              plan.fetch(node, copy, 0);
              return NonFiniteNode.in(node, copy, 0, copy.length);
            })
        .filter(NonFiniteNode::exists)
        .findFirst();
  }

  private static boolean isComputed(Node node) {
    return !node.op().isEffect()
        && !(node.op() instanceof Placeholder || node.op() instanceof Variable)
        && node.type() == DType.F32;
  }

  /// Does the step, and looks at what has become of the variables and their optimiser state.
  private Optional<NonFiniteNode> inVariables(long step) {
    steps.run(step);
    Variables variables = context.variables();
    return Stream.concat(Stream.of(variables.values()), variables.slots().stream())
        .flatMap(
            array ->
                variables.slices().stream()
                    .filter(slice -> graph.find(slice.name()).isPresent())
                    .map(
                        slice ->
                            NonFiniteNode.in(
                                effectOn(slice), array, slice.at(), slice.shape().size())))
        .filter(NonFiniteNode::exists)
        .findFirst();
  }

  /// The node that moves a variable.
  private Node effectOn(Variables.Slice slice) {
    return graph.nodes().stream()
        .filter(node -> node.op().isEffect() && !node.inputs().isEmpty())
        .filter(node -> node.input(0).name().equals(slice.name()))
        .findFirst()
        .orElseGet(() -> graph.find(slice.name()).orElseThrow());
  }
}
