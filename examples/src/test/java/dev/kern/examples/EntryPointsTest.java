package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.Datasets;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.Classifier;
import dev.kern.train.TrainedModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the Javadoc's package pages run.
final class EntryPointsTest {
  @TempDir private Path folder;

  @Test
  void graphsHaveShapes() {
    assertThat(EntryPoints.graph().shape()).isEqualTo(Shape.of(16, 14, 14, 16));
    Graph graph = new Graph();
    assertThat(
            EntryPoints.layers(graph, graph.placeholder("images", Shape.of(16, 28, 28, 1))).shape())
        .isEqualTo(Shape.of(16, 10));
  }

  @Test
  void batchesHaveLabels() {
    assertThat(EntryPoints.data(NotMnistTest.LETTERS)).hasSize(16).allMatch(l -> l >= 0 && l < 10);
  }

  @Test
  void exportedModelAnswersTheSame() {
    Dataset data = Datasets.open(NotMnistTest.LETTERS);
    float[] image = new float[data.shape().size()];
    data.test().pixels(0, image, 0);
    Network network = Network.of(Layer.flatten(), Layer.dense(10));
    TrainedModel trained = EntryPoints.training(data, network, image);
    TrainedModel imported = EntryPoints.onnx(trained, folder.resolve("model.onnx"));
    assertThat(Classifier.of(imported).classify(image).label())
        .isEqualTo(Classifier.of(trained).classify(image).label());
  }
}
