package dev.kern.measure;

import dev.kern.compile.TaskInfo;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.LearningRate;
import dev.kern.graph.MatMul;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.math.Randomness;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.Arrays;
import java.util.List;

/// A plan to be timed, fed with random numbers.
///
/// Used by one thread at a time; close it when done.
public final class TimedPlan implements AutoCloseable {
  private static final double RATE = 1e-4;

  private final Session session;
  private final Plan plan;
  private final Node result;

  private TimedPlan(Session session, Plan plan, Node result) {
    this.session = session;
    this.plan = plan;
    this.result = result;
  }

  /// Training steps by gradient descent, so small that the weights stay finite however long they
  /// are timed.
  ///
  /// @param image its extents, `[H, W, C]`
  /// @param threads how many threads compute
  public static TimedPlan training(
      Network network, Shape image, int batch, Engine engine, int threads) {
    return training(network, image, batch, RATE, engine, threads);
  }

  /// Training steps by gradient descent, whose result is the loss.
  ///
  /// @param image its extents, `[H, W, C]`
  /// @param rate the learning rate
  /// @param threads how many threads compute
  public static TimedPlan training(
      Network network, Shape image, int batch, double rate, Engine engine, int threads) {
    Graph graph = new Graph();
    Node images = images(graph, image, batch);
    Node logits = network.build(graph, images, true);
    int classes = logits.shape().last();
    Node labels = graph.placeholder("labels", DType.I32, Shape.of(batch));
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, OneHot.of(labels, classes)));
    Node constant = LearningRate.of(graph, ScheduledRate.constant(rate));
    Minimize.of(loss, constant, new UpdateRule.Sgd(0));
    Session session = Session.open(Variables.of(graph), engine, threads);
    Plan plan = session.plan(Group.of(graph.effects()), loss);
    int[] truth = new int[batch];
    Arrays.setAll(truth, n -> n % classes);
    plan.feed(labels, truth, 0);
    return new TimedPlan(session, fed(plan, images), loss);
  }

  /// Applications of the network, whose weights don't change.
  ///
  /// @param image its extents, `[H, W, C]`
  /// @param threads how many threads compute
  public static TimedPlan inference(
      Network network, Shape image, int batch, Engine engine, int threads) {
    Graph graph = new Graph();
    Node images = images(graph, image, batch);
    Node logits = network.build(graph, images, false);
    Session session = Session.open(Variables.of(graph), engine, threads);
    return fixed(session, logits, images);
  }

  /// Applications of a trained model, whose weights don't change.
  ///
  /// @param threads how many threads compute
  public static TimedPlan inference(TrainedModel trained, int batch, Engine engine, int threads) {
    Graph graph = new Graph();
    Node images = trained.model().images(graph, batch);
    Node logits = trained.model().logits(Scope.inference(graph), images);
    Variables variables = Variables.of(graph);
    trained.weights().forEach(variables::set);
    Session session = Session.open(variables, engine, threads);
    return fixed(session, logits, images);
  }

  private static TimedPlan fixed(Session session, Node logits, Node images) {
    return new TimedPlan(session, fed(session.planFixed(Long.MAX_VALUE, logits), images), logits);
  }

  /// A product of square matrices.
  ///
  /// @param extent of each side
  /// @param threads how many threads compute
  public static TimedPlan product(int extent, Engine engine, int threads) {
    Graph graph = new Graph();
    Node a = graph.placeholder("a", Shape.of(extent, extent));
    Node b = graph.placeholder("b", Shape.of(extent, extent));
    return of(List.of(MatMul.of(a, b)), List.of(a, b), engine, threads);
  }

  /// What computes `fetches`, nodes of a graph without variables.
  static TimedPlan of(List<Node> fetches, List<Node> placeholders, Engine engine, int threads) {
    Variables none = Variables.of(fetches.getFirst().graph());
    Session session = Session.open(none, engine, threads);
    Plan plan = session.plan(fetches.toArray(Node[]::new));
    return new TimedPlan(session, fed(plan, placeholders.toArray(Node[]::new)), fetches.getLast());
  }

  private static Node images(Graph graph, Shape image, int batch) {
    return graph.placeholder(
        "images", Shape.of(batch, image.extent(0), image.extent(1), image.extent(2)));
  }

  private static Plan fed(Plan plan, Node... placeholders) {
    for (Node placeholder : placeholders) {
      float[] noise = new float[placeholder.shape().size()];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = Randomness.uniform(1, i) - 0.5f;
      }
      plan.feed(placeholder, noise, 0);
    }
    return plan;
  }

  Plan plan() {
    return plan;
  }

  /// The scopes of the layers, those inside of branches too, in order.
  List<String> scopes() {
    return result.graph().nodes().stream()
        .map(Node::scope)
        .filter(scope -> !scope.isEmpty())
        .distinct()
        .toList();
  }

  /// What the last [#run] computed: the logits, the loss before the step, or the last of several
  /// results.
  public float[] result() {
    return plan.fetch(result).toArray();
  }

  /// Does it once.
  public void run() {
    plan.run();
  }

  /// Multiply-adds of a [#run], as convolutions and products are defined.
  public double multiplyAdds() {
    return plan.works().stream().mapToDouble(TaskInfo::multiplyAdds).sum();
  }

  @Override
  public void close() {
    session.close();
  }
}
