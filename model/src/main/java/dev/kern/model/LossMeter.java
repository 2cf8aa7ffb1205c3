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
  /// Part of the result's bits.
  private static final int PIECE = 256;

  private final Loss loss;
  private final Targets targets;
  private final Session session;
  private final Map<Integer, BatchLoss> parts = new HashMap<>();

  LossMeter(Loss loss, Targets targets, Session session) {
    this.loss = loss;
    this.targets = targets;
    this.session = session;
  }

  /// The mean loss of `count` images, computed by pieces of 256.
  ///
  /// @param outputs rows of what the network said
  /// @param labels the images' classes, where they have some and nothing else
  /// @param rows what it was to say elsewhere
  double mean(int count, float[] outputs, int[] labels, float[] rows) {
    double sum = 0;
    for (int from = 0; from < count; from += PIECE) {
      int size = Math.min(PIECE, count - from);
      sum += size * parts.computeIfAbsent(size, BatchLoss::new).mean(from, outputs, labels, rows);
    }
    return sum / Math.max(1, count);
  }

  /// Gives the memory back.
  void release() {
    parts.values().forEach(part -> session.release(part.plan));
    parts.clear();
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

    /// The mean loss of images from this one on.
    double mean(int from, float[] said, int[] labels, float[] rows) {
      int width = targets.width();
      plan.feed(outputs, said, from * width);
      if (targets.areClasses()) {
        plan.feed(truth, labels, from);
      } else {
        plan.feed(truth, rows, from * width);
      }
      plan.run();
      return plan.scalar(mean);
    }
  }
}
