package dev.kern.report.lesson;

import static dev.kern.graph.Initializer.zeros;

import dev.kern.graph.Activate;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Minimize;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Shape;
import dev.kern.graph.Subtract;
import dev.kern.graph.Tensor;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// What the pictures show, computed by the engine that the others are tested against.
final class Experiment {
  /// Rows and columns of a filter.
  static final int FILTER = 3;

  /// Rows and columns of a feature map.
  static final int MAP = Letter.SIZE - FILTER + 1;

  /// What learning multiplies gradients with.
  static final double RATE = 0.1;

  private static final Window SLIDING = Window.square(FILTER).valid();
  private static final Window POOLING = Window.square(2).stride(2).valid();

  private Experiment() {}

  /// A filter as it learns.
  ///
  /// @param step how often it has moved
  /// @param filter the filter
  /// @param gradient in which direction its loss grows
  /// @param loss how far its feature maps are from the right ones: the mean square
  record Moment(int step, Numbers filter, Numbers gradient, double loss) {}

  /// The feature map of a letter.
  static Numbers convolve(Numbers letter, Numbers filter) {
    return run(letter, filter, (image, weights) -> Conv2d.of(image, weights, SLIDING));
  }

  /// The feature map with zeros for what is negative.
  static Numbers activate(Numbers letter, Numbers filter) {
    return run(letter, filter, Experiment::active);
  }

  /// The largest number of each square of four.
  static Numbers pool(Numbers letter, Numbers filter) {
    return run(letter, filter, (image, weights) -> MaxPool.of(active(image, weights), POOLING));
  }

  private static Node active(Node image, Node weights) {
    return Activate.of(Conv2d.of(image, weights, SLIDING), Activation.RELU);
  }

  /// @param part what a network does with an image and a filter
  private static Numbers run(Numbers letter, Numbers filter, BinaryOperator<Node> part) {
    Graph graph = new Graph();
    Node image = graph.constant(tensor(Shape.of(1, Letter.SIZE, Letter.SIZE, 1), letter));
    Node result = part.apply(image, graph.constant(tensor(filterShape(), filter)));
    try (Session session = Session.open(Variables.of(graph), Engine.REFERENCE, 1)) {
      Plan plan = session.plan(result);
      plan.run();
      return Numbers.square(plan.fetch(result).toArray());
    }
  }

  private static Shape filterShape() {
    return Shape.of(FILTER, FILTER, 1, 1);
  }

  private static Tensor tensor(Shape shape, Numbers numbers) {
    return Tensor.of(shape, numbers.values());
  }

  /// A filter that learns to give the feature maps of another, at some of its steps.
  ///
  /// @param letter what it learns from, beside three other letters
  /// @param start where it starts
  /// @param wanted whose feature maps are right
  /// @param steps when to look, in ascending order
  static List<Moment> learn(Letter letter, Numbers start, Numbers wanted, int... steps) {
    List<Letter> letters = Stream.concat(Stream.of(letter), Letter.OTHERS.stream()).toList();
    Graph graph = new Graph();
    Node images = graph.constant(images(letters));
    Node filter = graph.variable("filter", filterShape(), zeros());
    Node map = Conv2d.of(images, filter, SLIDING);
    Node right = Conv2d.of(images, graph.constant(tensor(filterShape(), wanted)), SLIDING);
    Node error = Subtract.of(map, right);
    Node loss = ReduceMean.of(Multiply.of(error, error));
    Node gradient = Gradients.of(loss, List.of(filter)).getFirst();
    Node move = Minimize.of(loss, graph.constant(Tensor.scalar(RATE)), new UpdateRule.Sgd(0));
    Variables variables = Variables.of(graph);
    variables.set("filter", tensor(filterShape(), start));
    List<Moment> moments = new ArrayList<>();
    try (Session session = Session.open(variables, Engine.REFERENCE, 1)) {
      Plan look = session.plan(loss, gradient);
      Plan step = session.plan(move);
      for (int done = 0; done <= Arrays.stream(steps).max().orElse(0); done++) {
        int now = done;
        if (Arrays.stream(steps).anyMatch(wish -> wish == now)) {
          look.run();
          Numbers filterNow = Numbers.square(variables.get("filter").toArray());
          Numbers gradientNow = Numbers.square(look.fetch(gradient).toArray());
          moments.add(new Moment(done, filterNow, gradientNow, look.scalar(loss)));
        }
        step.run();
      }
    }
    return moments;
  }

  private static Tensor images(List<Letter> letters) {
    float[] pixels = new float[letters.size() * Letter.SIZE * Letter.SIZE];
    for (int n = 0; n < letters.size(); n++) {
      float[] one = letters.get(n).pixels().values();
      System.arraycopy(one, 0, pixels, n * one.length, one.length);
    }
    return Tensor.of(Shape.of(letters.size(), Letter.SIZE, Letter.SIZE, 1), pixels);
  }
}
