package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.metric.Metrics;
import dev.kern.metric.Scores;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import java.util.List;
import java.util.Optional;

/// Scores a network on images, some hundred at a time.
public final class Evaluator implements AutoCloseable {
  private static final int CHUNK = 256;
  private static final int MISTAKES = 20;

  private final Model model;
  private final Session session;
  private final boolean owner;
  private final Plan plan;
  private final Node images;
  private final Node logits;
  private final float[] pixels;
  private final int[] labels = new int[CHUNK];
  private final float[] scores;
  private final float[] rows;
  private final Optional<LossMeter> meter;
  private final List<Metric> metrics;

  private Evaluator(
      Model model, Session session, boolean owner, Scope scope, Loss loss, List<Metric> metrics) {
    Targets targets = model.targets();
    loss.expectFits(targets);
    metrics.forEach(metric -> metric.expectFits(targets));
    this.model = model;
    this.session = session;
    this.owner = owner;
    this.images = model.images(scope.graph(), CHUNK);
    this.logits = model.logits(scope, images);
    this.plan = session.plan(logits);
    this.pixels = new float[images.shape().size()];
    this.scores = new float[logits.shape().size()];
    this.rows = new float[targets.areClasses() ? 0 : scores.length];
    // The plain cross-entropy is added up in double.
    this.meter =
        loss.equals(Loss.crossEntropy())
            ? Optional.empty()
            : Optional.of(new LossMeter(loss, targets, session));
    this.metrics = List.copyOf(metrics);
  }

  /// An evaluator of a trained network by the usual loss for its targets; close it when done.
  public static Evaluator open(TrainedModel trained, Engine engine, int threads) {
    return open(trained, engine, threads, Loss.usual(trained.model().targets()), List.of());
  }

  /// The same by a loss and metrics.
  ///
  /// Fails with `DataException` if they aren't made for the network's targets.
  public static Evaluator open(
      TrainedModel trained, Engine engine, int threads, Loss loss, List<Metric> metrics) {
    Graph graph = new Graph();
    Model model = trained.model();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Session session = Session.open(trained.variables(graph), engine, threads);
    return new Evaluator(model, session, true, Scope.inference(new Graph()), loss, metrics);
  }

  /// An evaluator of the network that a session trains.
  ///
  /// @param dropout whether dropout stays on
  public static Evaluator within(Session session, Model model, boolean dropout) {
    return within(session, model, dropout, Loss.usual(model.targets()), List.of());
  }

  /// The same by a loss and metrics.
  ///
  /// Fails with `DataException` if they aren't made for the network's targets.
  public static Evaluator within(
      Session session, Model model, boolean dropout, Loss loss, List<Metric> metrics) {
    Scope scope = Scope.inference(new Graph());
    return new Evaluator(
        model, session, false, dropout ? scope.withDropout() : scope, loss, metrics);
  }

  /// Scores the network on a split, whose images must have the size that it takes.
  ///
  /// Fails with `DataException` if the images have other targets than the network.
  public Evaluation evaluate(Split split) {
    expectTargets(split);
    plan.warm();
    int width = model.targets().width();
    int[] truth = new int[split.count()];
    float[] all = new float[split.count() * width];
    float[] wanted = new float[rows.length == 0 ? 0 : all.length];
    double sum = 0;
    for (int from = 0; from < split.count(); from += CHUNK) {
      // The last chunk ends in images of the one before, whose scores are not taken.
      int count = Math.min(CHUNK, split.count() - from);
      split.copy(from, count, pixels, 0, labels, 0);
      plan.feed(images, pixels, 0);
      plan.run();
      plan.fetch(logits, scores, 0);
      System.arraycopy(scores, 0, all, from * width, count * width);
      System.arraycopy(labels, 0, truth, from, count);
      if (rows.length > 0) {
        for (int i = 0; i < count; i++) {
          split.targets(from + i, rows, i * width);
        }
        System.arraycopy(rows, 0, wanted, from * width, count * width);
      }
      if (meter.isPresent()) {
        sum += count * meter.get().mean(count, scores, labels, rows);
      }
    }
    double loss =
        meter.isEmpty() ? Metrics.crossEntropy(all, truth) : sum / Math.max(1, split.count());
    Scores said =
        model.targets().areClasses()
            ? Scores.ofClasses(model.targets(), all, truth, loss)
            : Scores.of(model.targets(), all, wanted, loss);
    return model.targets().areClasses()
        ? Evaluation.of(said, metrics, all, truth, MISTAKES)
        : Evaluation.of(said, metrics);
  }

  private void expectTargets(Split split) {
    Targets targets = model.targets();
    int width = targets.areClasses() ? 0 : targets.width();
    if (split.targetWidth() != width) {
      throw Problem.at("evaluation", "the images have other targets than the network")
          .given("rows of %d numbers".formatted(split.targetWidth()))
          .expected("rows of %d, for %s".formatted(width, targets))
          .fix("a split of data with such targets");
    }
  }

  /// Ends the threads.
  @Override
  public void close() {
    if (owner) {
      session.close();
    }
  }
}
