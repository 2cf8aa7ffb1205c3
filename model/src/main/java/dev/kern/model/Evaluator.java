package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.layer.Scope;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;

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

  private Evaluator(Model model, Session session, boolean owner, Scope scope) {
    this.model = model;
    this.session = session;
    this.owner = owner;
    this.images = model.images(scope.graph(), CHUNK);
    this.logits = model.logits(scope, images);
    this.plan = session.plan(logits);
    this.pixels = new float[images.shape().size()];
    this.scores = new float[logits.shape().size()];
  }

  /// An evaluator of a trained network; close it when done.
  public static Evaluator open(TrainedModel trained, Engine engine, int threads) {
    Graph graph = new Graph();
    Model model = trained.model();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Session session = Session.open(trained.variables(graph), engine, threads);
    return new Evaluator(model, session, true, Scope.inference(new Graph()));
  }

  /// An evaluator of the network that a session trains.
  ///
  /// @param dropout whether dropout stays on
  public static Evaluator within(Session session, Model model, boolean dropout) {
    Scope scope = Scope.inference(new Graph());
    return new Evaluator(model, session, false, dropout ? scope.withDropout() : scope);
  }

  /// Scores the network on a split, whose images must have the size that it takes.
  public Evaluation evaluate(Split split) {
    plan.warm();
    int classes = model.classes().size();
    int[] truth = new int[split.count()];
    float[] all = new float[split.count() * classes];
    for (int from = 0; from < split.count(); from += CHUNK) {
      // The last chunk ends in images of the one before, whose scores are not taken.
      int count = Math.min(CHUNK, split.count() - from);
      split.copy(from, count, pixels, 0, labels, 0);
      plan.feed(images, pixels, 0);
      plan.run();
      plan.fetch(logits, scores, 0);
      System.arraycopy(scores, 0, all, from * classes, count * classes);
      System.arraycopy(labels, 0, truth, from, count);
    }
    return Evaluation.of(model.classes(), all, truth, MISTAKES);
  }

  /// Ends the threads.
  @Override
  public void close() {
    if (owner) {
      session.close();
    }
  }
}
