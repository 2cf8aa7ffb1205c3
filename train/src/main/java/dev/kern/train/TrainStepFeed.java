package dev.kern.train;

import dev.kern.data.Batch;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.metric.Metrics;
import dev.kern.run.Plan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The inputs of a training step, kept until one of its plans is run with them. Used again for
/// later steps.
final class TrainStepFeed {
  /// One placeholder's numbers.
  private static final class Input {
    private final Node placeholder;
    private final float[] values;
    private boolean fed;

    Input(Node placeholder) {
      this.placeholder = placeholder;
      this.values = new float[placeholder.shape().size()];
    }
  }

  private final Graph graph;
  private final Input[] inputs;
  private @Nullable Node images;
  private @Nullable Node labels;

  /// Where a plan takes the inputs, in their order.
  record Places(List<Node> placeholders) {}

  /// The inputs of a network's step.
  TrainStepFeed(TrainingGraph graph) {
    this(List.of(graph.fetches()), graph.rate());
    images = graph.images();
    labels = graph.labels();
  }

  /// The inputs of a loss, of further nodes of its graph, and of that graph's effects.
  TrainStepFeed(Node loss, List<Node> values) {
    this(
        Stream.of(List.of(loss), values, loss.graph().effects()).flatMap(List::stream).toList(),
        loss);
  }

  /// The inputs that nodes of a user's graph depend on.
  ///
  /// @param except a placeholder that is no input
  private TrainStepFeed(List<Node> roots, Node except) {
    this.graph = roots.getFirst().graph();
    this.inputs =
        Graph.reachable(roots.toArray(Node[]::new)).stream()
            .filter(node -> node.op() instanceof Placeholder && node != except)
            .map(Input::new)
            .toArray(Input[]::new);
  }

  /// The user's graph.
  Graph graph() {
    return graph;
  }

  /// The placeholder of the images.
  ///
  /// Fails with [IllegalArgumentException] if there is none called `images`.
  Node images() {
    Node found = images == null ? find("images") : images;
    images = found;
    return found;
  }

  /// The placeholder of the labels.
  ///
  /// Fails with [IllegalArgumentException] if there is none called `labels`.
  Node labels() {
    Node found = labels == null ? find("labels") : labels;
    labels = found;
    return found;
  }

  /// Takes a batch.
  ///
  /// Fails with [IllegalArgumentException] if it is not full or not of the step's shape.
  void fill(Batch batch) {
    int expected = images().shape().extent(0);
    if (batch.count() != expected) {
      throw new IllegalArgumentException(
          """
          train step: the batch does not have the step's number of images
            given     %s
            expected  %d images
            fix       %s\
          """
              .formatted(
                  batch,
                  expected,
                  batch.size() == expected
                      ? "LastBatch.DROP leaves out the images that don't fill a batch"
                      : "batches(" + expected + ", seed), or a step of " + batch.size()));
    }
    fill(batch.images(), batch.labels());
  }

  /// Takes images and their class indices.
  void fill(float[] pixels, int[] classes) {
    fill(images(), pixels);
    Node target = labels();
    if (target.shape().rank() < 2) {
      fill(target, classes);
      return;
    }
    int width = target.shape().last();
    float[] into = array(target, classes.length * width);
    Arrays.fill(into, 0);
    for (int i = 0; i < classes.length; i++) {
      into[i * width + classes[i]] = 1;
    }
  }

  /// Takes the numbers of a placeholder.
  void fill(Node placeholder, float[] numbers) {
    System.arraycopy(numbers, 0, array(placeholder, numbers.length), 0, numbers.length);
  }

  /// Takes the class indices of a placeholder.
  void fill(Node placeholder, int[] classes) {
    float[] into = array(placeholder, classes.length);
    for (int i = 0; i < classes.length; i++) {
      into[i] = classes[i];
    }
  }

  /// The part of rows of scores whose highest is at the label that was fed.
  double accuracy(float[] scores) {
    float[] truth = input(labels()).values;
    int count = labels().shape().extent(0);
    int width = scores.length / count;
    boolean rows = labels().shape().rank() > 1;
    int right = 0;
    for (int i = 0; i < count; i++) {
      int label = rows ? Metrics.argmax(truth, i * width, width) : (int) truth[i];
      right += Metrics.argmax(scores, i * width, width) == label ? 1 : 0;
    }
    return (double) right / count;
  }

  /// The inputs' places in a graph that was copied from theirs.
  Places in(Graph copy) {
    return new Places(
        Arrays.stream(inputs)
            .map(input -> copy.find(input.placeholder.name()).orElseThrow())
            .toList());
  }

  /// Where the numbers of a placeholder go: all of them are to be written.
  private float[] array(Node placeholder, int numbers) {
    Input input = input(placeholder);
    if (input.values.length != numbers) {
      throw refused(
          placeholder,
          "the array does not have the placeholder's size",
          numbers + " numbers",
          input.values.length + ", for " + text(placeholder));
    }
    input.fed = true;
    return input.values;
  }

  private Input input(Node placeholder) {
    for (Input input : inputs) {
      if (input.placeholder == placeholder) {
        return input;
      }
    }
    String why =
        placeholder.graph() == graph
            ? "the step does not read it"
            : "the node belongs to another graph";
    throw refused(placeholder, why, text(placeholder), "one of " + texts());
  }

  private static IllegalArgumentException refused(
      Node node, String what, String given, String expected) {
    return new IllegalArgumentException(
        """
        feed '%s': %s
          given     %s
          expected  %s
          fix       an array for the whole batch, into a placeholder of the step\
        """
            .formatted(node.name(), what, given, expected));
  }

  private Node find(String name) {
    return Arrays.stream(inputs)
        .map(input -> input.placeholder)
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    """
                    train step: the graph has no placeholder '%s', so a batch can't be fed
                      given     %s
                      expected  placeholders 'images' and 'labels'
                      fix       name them so, or step.feed(placeholder, array), then step.run()\
                    """
                        .formatted(name, texts())));
  }

  /// Copies all inputs into a plan.
  ///
  /// Fails with [IllegalStateException] if one was never given.
  void into(Plan plan, Places places) {
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].fed) {
        throw new IllegalStateException(
            "train step: nothing was fed into %s; fix: step.feed(placeholder, array) before"
                .formatted(text(inputs[i].placeholder)));
      }
      plan.feed(places.placeholders.get(i), inputs[i].values, 0);
    }
  }

  private static String text(Node node) {
    return "%s '%s' %s%s".formatted(node.op().symbol(), node.name(), node.type(), node.shape());
  }

  private String texts() {
    return inputs.length == 0
        ? "nothing, the step reads no placeholder"
        : Arrays.stream(inputs)
            .map(input -> text(input.placeholder))
            .collect(Collectors.joining(", "));
  }
}
