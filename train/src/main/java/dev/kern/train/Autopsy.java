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
import java.util.stream.Stream;

/// Finds the op in which a number stopped being finite first: computes a step that went wrong once
/// more, all its nodes one by one.
final class Autopsy {
  private final Setup setup;
  private final Steps steps;
  private final Graph graph;

  /// An autopsy of a run whose variables are as they were before the step.
  Autopsy(Setup setup, Steps steps) {
    this.setup = setup;
    this.steps = steps;
    Graph step = setup.graph().graph();
    this.graph = Compiler.expand(step.outputs(List.of(setup.graph().fetches())));
  }

  /// The first fault of a step, in the order in which the graph is computed: in its pictures, in
  /// what it computes, or in how it moves the variables. Empty if the step has none.
  Optional<Fault> of(long step) {
    Batch batch = steps.batch(step);
    return Stream.<Supplier<Optional<Fault>>>of(
            () -> inPictures(batch), () -> inValues(batch), () -> inVariables(step))
        .flatMap(search -> search.get().stream())
        .findFirst();
  }

  private Optional<Fault> inPictures(Batch batch) {
    Node images = graph.find(setup.graph().images().name()).orElseThrow();
    return Optional.of(Fault.in(images, batch.pixels(), 0, images.shape().size()))
        .filter(Fault::exists);
  }

  private Optional<Fault> inValues(Batch batch) {
    Node[] values = graph.nodes().stream().filter(Autopsy::isComputed).toArray(Node[]::new);
    Plan plan = setup.session().plan(values);
    batch.feed(plan);
    plan.run();
    return Stream.of(values)
        .map(
            node -> {
              float[] copy = new float[node.shape().size()];
              plan.fetch(node, copy, 0);
              return Fault.in(node, copy, 0, copy.length);
            })
        .filter(Fault::exists)
        .findFirst();
  }

  private static boolean isComputed(Node node) {
    return !node.op().isEffect()
        && !(node.op() instanceof Placeholder || node.op() instanceof Variable)
        && node.type() == DType.F32;
  }

  /// Does the step, and looks at what has become of the variables and their optimiser state.
  private Optional<Fault> inVariables(long step) {
    steps.run(step);
    Variables variables = setup.variables();
    return Stream.concat(Stream.of(variables.values()), variables.slots().stream())
        .flatMap(
            array ->
                variables.slices().stream()
                    .map(
                        slice ->
                            Fault.in(effectOn(slice), array, slice.at(), slice.shape().size())))
        .filter(Fault::exists)
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
