package dev.kern.examples;

import static dev.kern.graph.Initializer.constant;
import static dev.kern.graph.Initializer.truncatedNormal;
import static dev.kern.graph.Initializer.zeros;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.format.Datasets;
import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.AveragePool;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.Softmax;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/// The notebook "Build convolutional neural networks with TensorFlow", written against the graph
/// API, so that the two can be held side by side.
///
/// ```
/// ./kern --version && mvn -q -pl examples -am package -DskipTests
/// java --add-modules jdk.incubator.vector -cp 'cli/target/lib/*:examples/target/classes' \
///     dev.kern.examples.NotMnist notMNIST.pickle.gz strided
/// ```
public final class NotMnist {
  private static final int IMAGE_SIZE = 28;
  private static final int NUM_LABELS = 10;
  private static final int NUM_CHANNELS = 1;
  private static final int PATCH_SIZE = 5;
  private static final int BATCH_SIZE = 16;
  private static final int NUM_HIDDEN = 64;

  /// The notebook's three networks.
  public enum Network {
    /// Convolutions of stride 2.
    STRIDED,
    /// Stride 1, then max pooling.
    MAXPOOL,
    /// After LeNet-5, with dropout and a decaying learning rate.
    LENET
  }

  private NotMnist() {}

  // Load data

  /// Trains a network on a notMNIST pickle and prints what the notebook prints.
  public static void main(String[] arguments) {
    Network network = Network.valueOf(arguments[1].toUpperCase(Locale.ROOT));
    run(Path.of(arguments[0]), network, 30_000, System.out::println);
  }

  /// The same for so many steps; gives the accuracy on the test images, in percent.
  public static double run(Path pickle, Network network, int numSteps, Consumer<String> print) {
    Dataset save = Datasets.open(pickle);
    save.shapeLines().forEach(print);
    save.reformattedShapeLines().forEach(print);
    return switch (network) {
      case STRIDED -> train(save, NotMnist::strided, ScheduledRate.constant(0.05), numSteps, print);
      case MAXPOOL -> train(save, NotMnist::maxpool, ScheduledRate.constant(0.05), numSteps, print);
      case LENET -> {
        // Decaying learning rate, after the notebook's 0.05, 100000, 0.96, staircase = True
        ScheduledRate decay = ScheduledRate.exponential(0.05, 100_000, 0.96, true);
        yield train(save, NotMnist::lenet, decay, numSteps, print);
      }
    };
  }

  static double accuracy(float[] predictions, int[] labels, int count) {
    int right = 0;
    for (int n = 0; n < count; n++) {
      int best = 0;
      for (int c = 1; c < NUM_LABELS; c++) {
        if (predictions[n * NUM_LABELS + c] > predictions[n * NUM_LABELS + best]) {
          best = c;
        }
      }
      right += best == labels[n] ? 1 : 0;
    }
    return 100.0 * right / count;
  }

  // Build the computation graph

  /// A network: logits for data.
  private interface Model {
    Node of(Graph graph, Node data, boolean training);
  }

  private static Node strided(Graph graph, Node data, boolean training) {
    int depth = 16;
    Window window = Window.square(PATCH_SIZE).stride(2).same();

    // Variables
    Node layer1Weights = weights(graph, "layer1", PATCH_SIZE, PATCH_SIZE, NUM_CHANNELS, depth);
    Node layer1Biases = graph.variable("layer1/biases", Shape.of(depth), zeros());
    Node layer2Weights = weights(graph, "layer2", PATCH_SIZE, PATCH_SIZE, depth, depth);
    Node layer2Biases = graph.variable("layer2/biases", Shape.of(depth), constant(1));
    int finalImageSize = window.outputSize(window.outputSize(IMAGE_SIZE, 5), 5);
    int flat = finalImageSize * finalImageSize * depth;
    Node layer3Weights = weights(graph, "layer3", flat, NUM_HIDDEN);
    Node layer3Biases = graph.variable("layer3/biases", Shape.of(NUM_HIDDEN), constant(1));
    Node layer4Weights = weights(graph, "layer4", NUM_HIDDEN, NUM_LABELS);
    Node layer4Biases = graph.variable("layer4/biases", Shape.of(NUM_LABELS), constant(1));

    // First convolutional layer
    Node conv = Conv2d.of(data, layer1Weights, window);
    Node hidden = relu(AddBias.of(conv, layer1Biases));

    // Second convolutional layer
    conv = Conv2d.of(hidden, layer2Weights, window);
    hidden = relu(AddBias.of(conv, layer2Biases));

    // Fully connected layer
    Node reshape = Reshape.flatten(hidden);
    hidden = relu(AddBias.of(MatMul.of(reshape, layer3Weights), layer3Biases));

    // Readout layer
    return AddBias.of(MatMul.of(hidden, layer4Weights), layer4Biases);
  }

  private static Node maxpool(Graph graph, Node data, boolean training) {
    int depth = 16;
    Window window = Window.square(PATCH_SIZE).same();
    Window pool = Window.square(2).stride(2).same();

    // Variables
    Node layer1Weights = weights(graph, "layer1", PATCH_SIZE, PATCH_SIZE, NUM_CHANNELS, depth);
    Node layer1Biases = graph.variable("layer1/biases", Shape.of(depth), zeros());
    Node layer2Weights = weights(graph, "layer2", PATCH_SIZE, PATCH_SIZE, depth, depth);
    Node layer2Biases = graph.variable("layer2/biases", Shape.of(depth), constant(1));
    int flat = IMAGE_SIZE / 4 * (IMAGE_SIZE / 4) * depth;
    Node layer3Weights = weights(graph, "layer3", flat, NUM_HIDDEN);
    Node layer3Biases = graph.variable("layer3/biases", Shape.of(NUM_HIDDEN), constant(1));
    Node layer4Weights = weights(graph, "layer4", NUM_HIDDEN, NUM_LABELS);
    Node layer4Biases = graph.variable("layer4/biases", Shape.of(NUM_LABELS), constant(1));

    // First convolutional layer with pooling
    Node conv1 = Conv2d.of(data, layer1Weights, window);
    Node hidden1 = relu(AddBias.of(conv1, layer1Biases));
    Node pool1 = MaxPool.of(hidden1, pool);

    // Second convolutional layer with pooling
    Node conv2 = Conv2d.of(pool1, layer2Weights, window);
    Node hidden2 = relu(AddBias.of(conv2, layer2Biases));
    Node pool2 = MaxPool.of(hidden2, pool);

    // Fully connected layer
    Node reshape = Reshape.flatten(pool2);
    Node hidden = relu(AddBias.of(MatMul.of(reshape, layer3Weights), layer3Biases));

    // Readout layer
    return AddBias.of(MatMul.of(hidden, layer4Weights), layer4Biases);
  }

  private static Node lenet(Graph graph, Node data, boolean training) {
    int depth = 32;
    Window window = Window.square(PATCH_SIZE).valid();
    Window pool = Window.square(2).stride(2).valid();

    // Variables
    Node layer1Weights = weights(graph, "layer1", PATCH_SIZE, PATCH_SIZE, NUM_CHANNELS, depth);
    Node layer1Biases = graph.variable("layer1/biases", Shape.of(depth), zeros());
    Node layer2Weights = weights(graph, "layer2", PATCH_SIZE, PATCH_SIZE, depth, depth);
    Node layer2Biases = graph.variable("layer2/biases", Shape.of(depth), constant(1));
    int pooled = pool.outputSize(window.outputSize(IMAGE_SIZE, 5), 2);
    int finalImageSize = pool.outputSize(window.outputSize(pooled, 5), 2);
    int flat = finalImageSize * finalImageSize * depth;
    Node layer3Weights = weights(graph, "layer3", flat, NUM_HIDDEN);
    Node layer3Biases = graph.variable("layer3/biases", Shape.of(NUM_HIDDEN), constant(1));
    Node layer4Weights = weights(graph, "layer4", NUM_HIDDEN, NUM_HIDDEN);
    Node layer4Biases = graph.variable("layer4/biases", Shape.of(NUM_HIDDEN), constant(1));
    Node layer5Weights = weights(graph, "layer5", NUM_HIDDEN, NUM_LABELS);
    Node layer5Biases = graph.variable("layer5/biases", Shape.of(NUM_LABELS), constant(1));

    // First convolutional layer with pooling
    Node conv1 = Conv2d.of(data, layer1Weights, window);
    Node hidden1 = relu(AddBias.of(conv1, layer1Biases));
    Node pool1 = AveragePool.of(hidden1, pool);

    // Second convolutional layer with pooling
    Node conv2 = Conv2d.of(pool1, layer2Weights, window);
    Node hidden2 = relu(AddBias.of(conv2, layer2Biases));
    Node pool2 = AveragePool.of(hidden2, pool);

    // Fully connected layers with dropout, which the notebook leaves on when it scores
    Node reshape = Reshape.flatten(pool2);
    Node hidden = relu(AddBias.of(MatMul.of(reshape, layer3Weights), layer3Biases));
    hidden = training ? Dropout.of(hidden, 0.5) : hidden;
    hidden = relu(AddBias.of(MatMul.of(hidden, layer4Weights), layer4Biases));
    hidden = training ? Dropout.of(hidden, 0.5) : hidden;

    // Readout layer
    return AddBias.of(MatMul.of(hidden, layer5Weights), layer5Biases);
  }

  private static Node weights(Graph graph, String layer, int... extents) {
    return graph.variable(layer + "/weights", Shape.of(extents), truncatedNormal(0.1));
  }

  private static Node relu(Node x) {
    return Activate.of(x, Activation.RELU);
  }

  // Run the computation, and iterate

  private static double train(
      Dataset save, Model model, ScheduledRate learningRate, int numSteps, Consumer<String> print) {
    Graph graph = new Graph();

    // Input data
    Node trainDataset = placeholder(graph, BATCH_SIZE);
    Node trainLabels = graph.placeholder("labels", Shape.of(BATCH_SIZE, NUM_LABELS));

    // Training computation
    Node logits = model.of(graph, trainDataset, true);
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, trainLabels));

    // Optimizer
    Node rate = LearningRate.of(graph, learningRate);
    Node optimizer = Minimize.of(loss, rate, new UpdateRule.Sgd(0));

    // Predictions for the training, validation, and test data
    Node trainPrediction = Softmax.of(logits);

    Variables variables = Variables.of(graph);
    variables.initialize(1);
    try (Session session =
        Session.open(variables, Engine.VECTOR, Runtime.getRuntime().availableProcessors())) {
      print.accept("Initialized");
      Prediction validPrediction = Prediction.of(session, model, save.valid());
      Prediction testPrediction = Prediction.of(session, model, save.test());
      Plan plan = session.plan(optimizer, loss, trainPrediction);
      Split train = save.train();
      float[] data = new float[BATCH_SIZE * train.shape().size()];
      int[] labels = new int[BATCH_SIZE];
      float[] predictions = new float[BATCH_SIZE * NUM_LABELS];
      for (int step = 0; step < numSteps; step++) {
        int offset = step * BATCH_SIZE % (train.count() - BATCH_SIZE);
        train.copy(offset, BATCH_SIZE, data, 0, labels, 0);
        plan.feed(trainDataset, data, 0);
        plan.feed(trainLabels, oneHot(labels), 0);
        plan.run();
        if (step % 5000 == 0) {
          plan.fetch(trainPrediction, predictions, 0);
          print.accept("Minibatch loss at step %d: %f".formatted(step, plan.scalar(loss)));
          print.accept(
              "Minibatch accuracy: %.1f%%".formatted(accuracy(predictions, labels, BATCH_SIZE)));
          print.accept("Validation accuracy: %.1f%%".formatted(validPrediction.accuracy()));
        }
      }
      double test = testPrediction.accuracy();
      print.accept("Test accuracy: %.1f%%".formatted(test));
      return test;
    }
  }

  private static Node placeholder(Graph graph, int count) {
    return graph.placeholder("images", Shape.of(count, IMAGE_SIZE, IMAGE_SIZE, NUM_CHANNELS));
  }

  private static float[] oneHot(int[] labels) {
    float[] rows = new float[labels.length * NUM_LABELS];
    for (int n = 0; n < labels.length; n++) {
      rows[n * NUM_LABELS + labels[n]] = 1;
    }
    return rows;
  }

  /// The predictions for a whole split, by a graph of its own over the same variables.
  private record Prediction(Split split, Node dataset, Node prediction, Plan plan) {
    static Prediction of(Session session, Model model, Split split) {
      Graph graph = new Graph();
      Node dataset = placeholder(graph, split.count());
      Node prediction = Softmax.of(model.of(graph, dataset, false));
      return new Prediction(split, dataset, prediction, session.plan(prediction));
    }

    double accuracy() {
      float[] data = new float[dataset.shape().size()];
      int[] labels = new int[split.count()];
      float[] predictions = new float[prediction.shape().size()];
      split.copy(0, split.count(), data, 0, labels, 0);
      plan.feed(dataset, data, 0);
      plan.run();
      plan.fetch(prediction, predictions, 0);
      return NotMnist.accuracy(predictions, labels, split.count());
    }
  }
}
