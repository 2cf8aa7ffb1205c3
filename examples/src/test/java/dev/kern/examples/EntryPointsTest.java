package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.Classifier;
import dev.kern.model.TrainedModel;
import dev.kern.testing.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
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
    int[] labels = EntryPoints.data(Fixtures.letters());
    assertThat(labels).hasSize(16);
    assertThat(Arrays.stream(labels).allMatch(label -> label >= 0 && label < 10)).isTrue();
  }

  @Test
  void exportedModelAnswersTheSame() {
    Dataset data = Datasets.open(Fixtures.letters());
    float[] image = new float[data.shape().size()];
    data.test().pixels(0, image, 0);
    Network network = Network.of(Layer.flatten(), Layer.dense(10));
    TrainedModel trained = EntryPoints.training(data, network, image);
    TrainedModel imported = EntryPoints.onnx(trained, folder.resolve("model.onnx"));
    assertThat(Classifier.of(imported).classify(image).label())
        .isEqualTo(Classifier.of(trained).classify(image).label());
  }
}
