package dev.kern.train;

import dev.kern.compile.Compiler;
import dev.kern.graph.ClipFactor;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.Update;
import dev.kern.optimize.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The graph of a training step, and the graphs of its two halves.
///
/// @param loss a scalar, in a graph with one `Minimize`
/// @param rate the placeholder of the learning rate
/// @param values what is computed beside the loss
record TrainStepGraph(Node loss, Node rate, List<Node> values) {
  /// The step of a network.
  static TrainStepGraph of(TrainingGraph graph) {
    return new TrainStepGraph(graph.loss(), graph.rate(), List.of(graph.logits()));
  }

  /// A step that lowers a loss, in a graph of its own: the graph of the loss stays as it is.
  ///
  /// Fails with [IllegalArgumentException] if that graph has a training step already, with
  /// `ShapeException` if the loss is no scalar.
  ///
  /// @param values what is to be computed beside the loss
  static TrainStepGraph of(Node loss, List<Node> values, Optimizer optimizer, double clipNorm) {
    List<Node> effects = loss.graph().effects();
    for (Node effect : effects) {
      if (effect.op() instanceof Minimize || effect.op() instanceof Update) {
        throw new IllegalArgumentException(
            """
            train step: the graph has a training step already
              given     %s '%s'
              expected  a graph up to the loss '%s'
              fix       leave it out, the train step adds its own\
            """
                .formatted(effect.op().symbol(), effect.name(), loss.name()));
      }
    }
    List<Node> wanted = new ArrayList<>(List.of(loss));
    wanted.addAll(values);
    wanted.addAll(effects);
    Graph own = Compiler.extract(wanted);
    List<Node> images = own.outputs();
    Node rate = TrainingGraph.rate(own);
    Minimize.of(images.getFirst(), rate, optimizer.rule(), clipNorm);
    return new TrainStepGraph(images.getFirst(), rate, images.subList(1, 1 + values.size()));
  }

  Graph graph() {
    return loss.graph();
  }

  /// Everything that the whole step computes.
  Node[] fetches() {
    return Stream.of(graph().effects(), List.of(loss), values)
        .flatMap(List::stream)
        .toArray(Node[]::new);
  }

  private Minimize minimize() {
    return graph().effects().stream()
        .map(Node::op)
        .filter(Minimize.class::isInstance)
        .map(Minimize.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// The first half.
  ///
  /// @param loss the loss
  /// @param values what is computed beside it
  /// @param variables what the gradients are by
  /// @param gradients of the loss, one per variable
  /// @param averages what moves the statistics of batch normalisation
  record Backward(
      Node loss,
      List<Node> values,
      List<Node> variables,
      List<Node> gradients,
      List<Node> averages) {
    Node[] fetches() {
      return Stream.of(averages, gradients, List.of(loss), values)
          .flatMap(List::stream)
          .toArray(Node[]::new);
    }
  }

  /// The gradients of all variables that the step moves, before clipping.
  Backward backward() {
    List<Node> wanted = new ArrayList<>(List.of(loss));
    wanted.addAll(values);
    graph().effects().stream().filter(n -> !(n.op() instanceof Minimize)).forEach(wanted::add);
    List<Node> own = Compiler.extract(wanted).outputs();
    List<Node> variables = Gradients.variables(own.getFirst());
    int effects = 1 + values.size();
    return new Backward(
        own.getFirst(),
        own.subList(1, effects),
        variables,
        Gradients.of(own.getFirst(), variables),
        own.subList(effects, own.size()));
  }

  /// The second half.
  ///
  /// @param rate the placeholder of the learning rate
  /// @param gradients their placeholders, one per variable
  /// @param statistics the placeholders of what averages move to
  /// @param step moves the variables and averages
  record Moving(Node rate, List<Node> gradients, List<Node> statistics, Node step) {}

  /// The step along gradients that are fed.
  ///
  /// @param variables what moves
  /// @param averages moving averages that move too, to what is fed
  Moving update(List<Node> variables, List<Node> averages) {
    Minimize minimize = minimize();
    Graph graph = new Graph();
    Node rate = TrainingGraph.rate(graph);
    List<Node> own = variables.stream().map(v -> graph.add(v.name(), v.op())).toList();
    List<Node> fed =
        own.stream().map(v -> graph.placeholder("gradients/" + v.name(), v.shape())).toList();
    List<Node> clipped = fed;
    if (minimize.clipNorm() > 0) {
      Node factor = ClipFactor.of(fed, minimize.clipNorm());
      clipped = fed.stream().map(g -> ScaleBy.of(g, factor)).toList();
    }
    List<Node> updates = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      updates.add(minimize.update(own.get(i), clipped.get(i), rate));
    }
    List<Node> statistics = new ArrayList<>();
    for (Node average : averages) {
      Node variable = graph.add(average.input(0).name(), average.input(0).op());
      Node value = graph.placeholder("statistics/" + variable.name(), variable.shape());
      statistics.add(value);
      updates.add(graph.add(average.op(), variable, value));
    }
    return new Moving(rate, fed, statistics, Group.of(updates));
  }
}
