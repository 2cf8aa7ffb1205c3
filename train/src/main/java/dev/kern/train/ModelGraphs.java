package dev.kern.train;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.loss.Loss;
import dev.kern.model.Model;
import java.util.List;

/// The training and inference graphs of a model, for inspection.
public final class ModelGraphs {
  private ModelGraphs() {}

  /// The graph of a step of `batch` images, its outputs marked.
  ///
  /// Fails with `ShapeException` if the layers don't fit one another or the images.
  ///
  /// @param training whether the step trains, by gradient descent, or classifies
  public static Graph graph(Model model, int batch, boolean training) {
    if (training) {
      Training settings =
          Training.of(model.network()).batch(batch).loss(Loss.usual(model.targets()));
      TrainingGraph step =
          TrainingGraph.of(
              model, settings, settings.schedule().over(settings.optimizer().learningRate(), 1));
      return step.graph().outputs(List.of(step.fetches()));
    }
    Graph graph = new Graph();
    Node logits = model.logits(Scope.inference(graph), model.images(graph, batch));
    return graph.outputs(List.of(logits));
  }
}
