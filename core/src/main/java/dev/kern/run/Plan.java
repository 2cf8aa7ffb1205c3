package dev.kern.run;

import dev.kern.compile.Clock;
import dev.kern.compile.Work;
import dev.kern.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A compiled set of fetches: fed, run and read without allocating.
public final class Plan {
  private final Computation computation;
  private final Clock clock;
  private final boolean trains;
  private int runs;
  private final Map<Node, Node> compiled = new HashMap<>();
  private final Map<String, Node> placeholders = new HashMap<>();

  Plan(Computation computation, List<Node> fetches, Clock clock, boolean trains) {
    this.computation = computation;
    this.clock = clock;
    this.trains = trains;
    for (int i = 0; i < fetches.size(); i++) {
      compiled.put(fetches.get(i), computation.graph().outputs().get(i));
    }
    computation.graph().nodes().forEach(n -> placeholders.put(n.name(), n));
  }

  /// Copies floats from `source`, from `at` on, into a placeholder.
  ///
  /// Fails with [IllegalArgumentException] if the plan does not read the placeholder.
  public void feed(Node placeholder, float[] source, int at) {
    Node node = placeholder(placeholder);
    System.arraycopy(
        source, at, computation.array(node), computation.at(node), node.shape().size());
  }

  /// Copies class labels from `source`, from `at` on, into a placeholder.
  public void feed(Node placeholder, int[] source, int at) {
    Node node = placeholder(placeholder);
    float[] into = computation.array(node);
    int first = computation.at(node);
    for (int i = 0; i < node.shape().size(); i++) {
      into[first + i] = source[at + i];
    }
  }

  private Node placeholder(Node node) {
    Node found = placeholders.get(node.name());
    if (found == null) {
      throw new IllegalArgumentException(
          "the plan does not read '%s'; feed what its fetches depend on".formatted(node.name()));
    }
    return found;
  }

  /// Computes the fetches; a training plan moves the variables and the session's step.
  public void run() {
    if (runs == 1) {
      warm();
    }
    runs = Math.min(runs + 1, 2);
    computation.run();
    count();
  }

  /// Has the just-in-time compiler make the loops fast, which takes a second or so. Happens by
  /// itself before the second run: the first one gives a result soon, and who runs a plan twice
  /// will run it often.
  public void warm() {
    computation.warm();
  }

  private void count() {
    if (trains) {
      clock.step(clock.step() + 1);
    }
  }

  /// What the plan's tasks do, in the order in which one thread runs them.
  public List<Work> works() {
    return computation.works();
  }

  /// Runs like [#run], but on this thread alone, and adds the nanoseconds of each task to `nanos`,
  /// in the order of [#works].
  public void time(long[] nanos) {
    computation.time(nanos);
    count();
  }

  /// A fetched scalar.
  public float scalar(Node fetch) {
    Node node = fetched(fetch);
    return computation.array(node)[computation.at(node)];
  }

  /// Copies a fetched tensor into `into`, from `at` on.
  public void fetch(Node fetch, float[] into, int at) {
    Node node = fetched(fetch);
    System.arraycopy(computation.array(node), computation.at(node), into, at, node.shape().size());
  }

  private Node fetched(Node fetch) {
    Node node = compiled.get(fetch);
    if (node == null) {
      throw new IllegalArgumentException(
          "'%s' is not among the plan's fetches; name it when the plan is made"
              .formatted(fetch.name()));
    }
    return node;
  }

  /// What is run, in text: the program, or for the reference engine the graph.
  @Override
  public String toString() {
    return computation.toString();
  }
}
