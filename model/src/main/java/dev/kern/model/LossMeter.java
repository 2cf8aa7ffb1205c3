package dev.kern.model;

import dev.kern.data.Targets;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.Shape;
import dev.kern.loss.Loss;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import java.util.HashMap;
import java.util.Map;

/// The loss of outputs that a network has said already: a graph of the loss alone.
final class LossMeter {
  private final Loss loss;
  private final Targets targets;
  private final Session session;
  private final Map<Integer, BatchLoss> parts = new HashMap<>();

  LossMeter(Loss loss, Targets targets, Session session) {
    this.loss = loss;
    this.targets = targets;
    this.session = session;
  }

  /// The mean loss of the first `count` images of a chunk.
  ///
  /// @param outputs rows of what the network said
  /// @param labels the images' classes, where they have some and nothing else
  /// @param rows what it was to say elsewhere
  double mean(int count, float[] outputs, int[] labels, float[] rows) {
    return parts.computeIfAbsent(count, BatchLoss::new).mean(outputs, labels, rows);
  }

  /// The loss of so many images.
  private final class BatchLoss {
    private final Node outputs;
    private final Node truth;
    private final Node mean;
    private final Plan plan;

    BatchLoss(int count) {
      Graph graph = new Graph();
      Shape shape = Shape.of(count, targets.width());
      outputs = graph.placeholder("outputs", shape);
      truth =
          targets.areClasses()
              ? graph.placeholder("labels", DType.I32, Shape.of(count))
              : graph.placeholder("targets", shape);
      Node wanted = targets.areClasses() ? OneHot.of(truth, targets.width()) : truth;
      mean = Loss.append(loss, outputs, wanted, targets);
      plan = session.plan(mean);
    }

    double mean(float[] said, int[] labels, float[] rows) {
      plan.feed(outputs, said, 0);
      if (targets.areClasses()) {
        plan.feed(truth, labels, 0);
      } else {
        plan.feed(truth, rows, 0);
      }
      plan.run();
      return plan.scalar(mean);
    }
  }
}
