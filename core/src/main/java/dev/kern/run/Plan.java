package dev.kern.run;

import dev.kern.compile.StepContext;
import dev.kern.compile.TaskInfo;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A compiled set of fetches: fed, run and read without allocating.
///
/// ```java
/// Plan plan = session.plan(logits);
/// plan.feed(images, pixels); // a placeholder of the same graph
/// plan.run();
/// float[] scores = plan.fetch(logits).toArray();
/// ```
///
/// Only placeholders can be fed. To set a variable, call [Variables#set] on [Session#variables];
/// every plan of the session sees the new value.
public final class Plan {
  private final Computation computation;
  private final StepContext context;
  private final boolean trains;
  private int runs;
  private final Graph graph; // the one that the user built
  private final Map<Node, Node> compiled = new LinkedHashMap<>();
  private final Map<Node, Node> placeholders = new LinkedHashMap<>();

  Plan(Computation computation, List<Node> fetches, StepContext context, boolean trains) {
    this.computation = computation;
    this.context = context;
    this.trains = trains;
    for (int i = 0; i < fetches.size(); i++) {
      compiled.put(fetches.get(i), computation.graph().outputs().get(i));
    }
    graph = fetches.getFirst().graph();
    Map<String, Node> byName = new HashMap<>();
    computation.graph().nodes().forEach(n -> byName.put(n.name(), n));
    for (Node node : Graph.reachable(fetches.toArray(Node[]::new))) {
      Node own = byName.get(node.name());
      if (own != null && node.op() instanceof Placeholder) {
        placeholders.put(node, own);
      }
    }
  }

  /// Copies all of `source` into a placeholder.
  ///
  /// Fails with [IllegalArgumentException] like [#feed(Node, float[], int)], and if there are more
  /// numbers than the placeholder holds.
  public void feed(Node placeholder, float[] source) {
    expectAll(placeholder, source.length);
    feed(placeholder, source, 0);
  }

  /// Copies all of `source`, class labels, into a placeholder.
  ///
  /// Fails like [#feed(Node, float[])].
  public void feed(Node placeholder, int[] source) {
    expectAll(placeholder, source.length);
    feed(placeholder, source, 0);
  }

  /// Copies a tensor into a placeholder.
  ///
  /// Fails like [#feed(Node, float[])], and if the shapes differ.
  public void feed(Node placeholder, Tensor source) {
    Node node = placeholder(placeholder);
    if (!source.shape().equals(node.shape())) {
      throw refused(
          placeholder,
          "the tensor has the wrong shape",
          "f32" + source.shape(),
          text(node),
          "use a tensor of " + node.shape());
    }
    source.copyTo(computation.array(node), computation.at(node));
  }

  /// Copies floats from `source`, starting at `at`, into a placeholder.
  ///
  /// Fails with [IllegalArgumentException] if the node isn't a placeholder, belongs to another
  /// graph, or isn't read by the plan, or if there are too few numbers.
  public void feed(Node placeholder, float[] source, int at) {
    Node node = placeholder(placeholder);
    expectEnough(node, source.length, at);
    System.arraycopy(
        source, at, computation.array(node), computation.at(node), node.shape().size());
  }

  /// Copies class labels from `source`, starting at `at`, into a placeholder.
  ///
  /// Fails like [#feed(Node, float[], int)].
  public void feed(Node placeholder, int[] source, int at) {
    Node node = placeholder(placeholder);
    expectEnough(node, source.length, at);
    float[] into = computation.array(node);
    int first = computation.at(node);
    for (int i = 0; i < node.shape().size(); i++) {
      into[first + i] = source[at + i];
    }
  }

  private Node placeholder(Node node) {
    Node found = placeholders.get(node);
    if (found != null) {
      return found;
    }
    String read =
        placeholders.isEmpty()
            ? "nothing: the plan has no placeholders"
            : "a placeholder of the plan: " + texts(placeholders);
    if (node.graph() != graph) {
      throw refused(
          node, "the node belongs to another graph", text(node), read, "use the plan's own node");
    }
    if (node.op() instanceof Variable) {
      String fix = "set it with session.variables().set(\"" + node.name() + "\", tensor)";
      throw refused(node, "a variable can't be fed", text(node), read, fix);
    }
    throw node.op() instanceof Placeholder
        ? refused(
            node,
            "the plan doesn't use this placeholder",
            text(node),
            read,
            "don't feed it, or fetch a node that depends on it")
        : refused(
            node, "a computed node can't be fed", text(node), read, "feed its inputs instead");
  }

  private static void expectAll(Node placeholder, int given) {
    int size = placeholder.shape().size();
    if (given > size) {
      throw refused(
          placeholder,
          "the array is too long for the placeholder",
          given + " numbers",
          size + ", for " + text(placeholder),
          "use feed(node, source, at) for part of a longer array");
    }
  }

  private static void expectEnough(Node placeholder, int length, int at) {
    int size = placeholder.shape().size();
    if (at < 0 || at > length - size) {
      throw refused(
          placeholder,
          "the array is too short for the placeholder",
          at == 0 ? length + " numbers" : length + " numbers, starting at " + at,
          size + ", for " + text(placeholder),
          "use an array with the whole batch");
    }
  }

  private static IllegalArgumentException refused(
      Node node, String what, String given, String expected, String fix) {
    return new IllegalArgumentException(
        """
        feed '%s': %s
          given     %s
          expected  %s
          fix       %s\
        """
            .formatted(node.name(), what, given, expected, fix));
  }

  /// `variable 'conv1/weights' f32[5, 5, 1, 16]`.
  private static String text(Node node) {
    return "%s '%s' %s%s".formatted(node.op().symbol(), node.name(), node.type(), node.shape());
  }

  private static String texts(Map<Node, Node> nodes) {
    return nodes.keySet().stream().map(Plan::text).collect(Collectors.joining(", "));
  }

  /// Computes the fetches; a training plan updates the variables and advances the session's step.
  public void run() {
    warmBeforeSecondRun();
    computation.run();
    count();
  }

  private void warmBeforeSecondRun() {
    if (runs == 1) {
      warm();
    }
    runs = Math.min(runs + 1, 2);
  }

  /// Warms up the loops for a second or so, so that the just-in-time compiler optimises them.
  /// Called automatically before the second run: the first run returns quickly, and a plan that is
  /// run twice will be run often.
  public void warm() {
    computation.warm();
  }

  private void count() {
    if (trains) {
      context.step(context.step() + 1);
    }
  }

  /// The plan's tasks, in the order in which a single thread runs them.
  public List<TaskInfo> works() {
    return computation.works();
  }

  /// Like [#run], and adds the nanoseconds of each task, on all threads together, to `nanos`, in
  /// the order of [#works]. What the threads have left of the time they waited for one another.
  public void time(long[] nanos) {
    warmBeforeSecondRun();
    computation.time(nanos);
    count();
  }

  /// A fetched scalar.
  ///
  /// Fails with [IllegalArgumentException] if the node isn't fetched, or isn't a single number.
  public float scalar(Node fetch) {
    Node node = fetched(fetch);
    if (node.shape().size() != 1) {
      throw unread(
          fetch,
          "it is not a scalar",
          "a node with one element",
          "use fetch(node) for the whole tensor");
    }
    return computation.array(node)[computation.at(node)];
  }

  /// A fetched tensor, as a copy.
  ///
  /// Fails with [IllegalArgumentException] if the node is not fetched.
  public Tensor fetch(Node fetch) {
    Node node = fetched(fetch);
    return Tensor.of(node.shape(), computation.array(node), computation.at(node));
  }

  /// Copies a fetched tensor to `into`, starting at `at`.
  ///
  /// Fails with [IllegalArgumentException] if the node is not fetched, or the array is too short.
  public void fetch(Node fetch, float[] into, int at) {
    Node node = fetched(fetch);
    int size = node.shape().size();
    if (at < 0 || at > into.length - size) {
      throw unread(
          fetch,
          "the array is too short",
          "room for %d numbers from index %d, not an array of %d".formatted(size, at, into.length),
          "use a longer array");
    }
    System.arraycopy(computation.array(node), computation.at(node), into, at, size);
  }

  private Node fetched(Node fetch) {
    Node node = compiled.get(fetch);
    if (node == null) {
      throw unread(
          fetch,
          fetch.graph() == graph
              ? "the plan doesn't fetch this node"
              : "it belongs to another graph",
          "one of " + texts(compiled),
          fetch.graph() == graph
              ? "fetch it when making the plan: session.plan(..., node)"
              : "use the plan's own node");
    }
    if (fetch.op().isEffect()) {
      throw unread(
          fetch,
          "this node has an effect but no value",
          "a node that is computed",
          "fetch a computed node, such as the loss");
    }
    return node;
  }

  private static IllegalArgumentException unread(
      Node node, String what, String expected, String fix) {
    return new IllegalArgumentException(
        """
        fetch '%s': %s
          given     %s
          expected  %s
          fix       %s\
        """
            .formatted(node.name(), what, text(node), expected, fix));
  }

  /// The program as text, or for the reference engine the graph.
  @Override
  public String toString() {
    return computation.toString();
  }
}
