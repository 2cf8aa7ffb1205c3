package dev.kern.examples;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;

import dev.kern.data.Batches;
import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.graph.Activate;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.layer.Network;
import dev.kern.math.Activation;
import dev.kern.model.Prediction;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.OnnxExport;
import dev.kern.onnx.OnnxImport;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.nio.file.Path;

/// The examples on the package pages of the Javadoc, each a region of a method here.
final class EntryPoints {
  private EntryPoints() {}

  static Node graph() {
    // @start region=graph
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(16, 28, 28, 1));
    Node filter =
        graph.variable("conv1/weights", Shape.of(5, 5, 1, 16), Initializer.truncatedNormal(0.1));
    Node hidden =
        Activate.of(Conv2d.of(images, filter, Window.square(5).stride(2)), Activation.RELU);
    // @end
    return hidden;
  }

  static Node layers(Graph graph, Node images) {
    // @start region=layers
    Network network =
        Network.of(
            conv(16, 5).stride(2),
            relu(),
            conv(16, 5).stride(2),
            relu(),
            flatten(),
            dense(64),
            relu(),
            dense(10));
    Node logits = network.build(graph, images, true);
    // @end
    return logits;
  }

  static int[] data(Path path) {
    // @start region=data
    Dataset data = Datasets.open(path);
    Batches batches = Batches.shuffled(data.train(), 16, 1);
    float[] pixels = new float[16 * data.shape().size()];
    int[] labels = new int[16];
    batches.fill(0, pixels, labels); // step 0
    // @end
    return labels;
  }

  static TrainedModel training(Dataset data, Network network, float[] image) {
    // @start region=training
    Training training = Training.of(network).optimizer(sgd(0.05)).batch(16).steps(300).seed(1);
    try (Run run = training.start(data)) {
      run.fit();
      Prediction prediction = run.classifier().classify(image);
      System.out.println(prediction.label() + ", probability " + prediction.probability());
      // @end
      return run.trained();
    }
  }

  static TrainedModel onnx(TrainedModel trained, Path file) {
    // @start region=onnx
    OnnxExport.write(trained, file); // for ONNX Runtime, PyTorch and others
    TrainedModel imported = OnnxImport.read(file);
    // @end
    return imported;
  }
}
