package dev.kern.train;

import dev.kern.data.Targets;
import dev.kern.data.augment.Mixing;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.LearningRate;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.layer.Scope;
import dev.kern.loss.Loss;
import dev.kern.model.Model;
import dev.kern.optimize.Plateau;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The graph of one training step.
///
/// @param images the placeholder of the images, `[batch, H, W, C]`
/// @param labels the placeholder of their classes, `[batch]`; where augmentation mixes images, of
///   the probabilities of all classes, `[batch, classes]`; of other targets their rows, `[batch,
///   width]`
/// @param rate the learning rate, a placeholder if the validation results decide about it
/// @param logits what the network says, `[batch, classes]`
/// @param loss the mean loss with the penalty, a scalar
/// @param effects what changes the variables
record TrainingGraph(
    Node images, Node labels, Node rate, Node logits, Node loss, List<Node> effects) {
  /// Builds the graph.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the targets, with
  /// `DataException` if the loss isn't made for the targets.
  static TrainingGraph of(Model model, Training training, ScheduledRate schedule) {
    return of(
        model,
        training,
        graph ->
            training.schedule() instanceof Plateau
                ? rate(graph)
                : LearningRate.of(graph, schedule));
  }

  /// The same with a learning rate of its own.
  ///
  /// @param rateOf gives the node of the learning rate, a scalar
  static TrainingGraph of(Model model, Training training, Function<Graph, Node> rateOf) {
    Graph graph = new Graph();
    Node images = model.images(graph, training.batch());
    Targets what = model.targets();
    boolean rows = !what.areClasses() || mixes(training);
    Node labels =
        rows
            ? graph.placeholder("targets", Shape.of(training.batch(), what.width()))
            : graph.placeholder("labels", DType.I32, Shape.of(training.batch()));
    Scope scope = Scope.training(graph);
    Node logits =
        model.logits(training.freezeStatistics() ? scope.withFrozenStatistics() : scope, images);
    Node targets = rows ? labels : OneHot.of(labels, what.width());
    Node loss =
        L2Penalty.addTo(
            Loss.append(training.loss(), logits, targets, what), training.l2(), training.l2Of());
    Node rate = rateOf.apply(graph);
    Minimize.of(
        loss,
        rate,
        training.optimizer().rule(),
        training.clipNorm(),
        VariableGroups.factors(training.rateFactors(), training.network(), graph),
        VariableGroups.factors(training.decayFactors(), training.network(), graph));
    return new TrainingGraph(images, labels, rate, logits, loss, graph.effects());
  }

  /// The placeholder of a learning rate that is fed.
  static Node rate(Graph graph) {
    return graph.placeholder("learning_rate", Shape.scalar());
  }

  /// Whether a training mixes images.
  static boolean mixes(Training training) {
    return training.augmentations().stream().anyMatch(Mixing.class::isInstance);
  }

  /// Whether labels are rows, as mixed images and targets other than classes have them.
  boolean takesRows() {
    return labels.type() == DType.F32;
  }

  Graph graph() {
    return loss.graph();
  }

  /// Everything that a step computes: the effects, the loss, the logits.
  Node[] fetches() {
    List<Node> all = new ArrayList<>(effects);
    all.add(loss);
    all.add(logits);
    return all.toArray(Node[]::new);
  }
}
