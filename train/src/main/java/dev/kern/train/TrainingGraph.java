package dev.kern.train;

import dev.kern.data.augment.Mixing;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.LearningRate;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Schedule;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.layer.Scope;
import dev.kern.model.Model;
import dev.kern.optimize.Plateau;
import java.util.ArrayList;
import java.util.List;

/// The graph of one training step.
///
/// @param images the placeholder of the images, `[batch, H, W, C]`
/// @param labels the placeholder of their classes, `[batch]`; where augmentation mixes images, of
///   the probabilities of all classes, `[batch, classes]`
/// @param rate the learning rate, a placeholder if the validation results decide about it
/// @param logits what the network says, `[batch, classes]`
/// @param loss the mean cross-entropy with the penalty, a scalar
/// @param effects what changes the variables
record TrainingGraph(
    Node images, Node labels, Node rate, Node logits, Node loss, List<Node> effects) {
  /// Builds the graph.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes.
  static TrainingGraph of(Model model, Training training, Schedule schedule) {
    Graph graph = new Graph();
    Node images = model.images(graph, training.batch());
    int classes = model.classes().size();
    boolean mixes = training.augmentations().stream().anyMatch(Mixing.class::isInstance);
    Node labels =
        mixes
            ? graph.placeholder("targets", Shape.of(training.batch(), classes))
            : graph.placeholder("labels", DType.I32, Shape.of(training.batch()));
    Node logits = model.logits(Scope.training(graph), images);
    Node targets = mixes ? labels : OneHot.of(labels, classes);
    Node loss =
        L2Penalty.addTo(ReduceMean.of(SoftmaxCrossEntropy.of(logits, targets)), training.l2());
    Node rate =
        training.schedule() instanceof Plateau
            ? graph.placeholder("learning_rate", Shape.scalar())
            : LearningRate.of(graph, schedule);
    Minimize.of(loss, rate, training.optimizer().rule(), training.clipNorm());
    List<Node> effects = graph.nodes().stream().filter(node -> node.op().isEffect()).toList();
    return new TrainingGraph(images, labels, rate, logits, loss, effects);
  }

  /// Whether labels are rows of probabilities, as mixed images have them.
  boolean mixes() {
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
