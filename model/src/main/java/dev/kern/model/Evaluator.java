package dev.kern.model;

import dev.kern.data.Split;
import dev.kern.data.Targets;
import dev.kern.data.augment.View;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.Problem;
import dev.kern.graph.Graph;
import dev.kern.layer.Scope;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.metric.Metrics;
import dev.kern.metric.Scores;
import dev.kern.run.Engine;
import dev.kern.run.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Scores a network on images, as many at a time as memory allows, up to 256; the results have the
/// same bits for any number.
public final class Evaluator implements AutoCloseable {
  private static final int MISTAKES = 20;

  private final Model model;
  private final Session session;
  private final boolean owner;
  private final Chunk chunk;
  private final float[] pixels;
  private final int[] labels;
  private final float[] scores;
  private final float[] rows;
  private final Optional<LossMeter> meter;
  private final List<Metric> metrics;
  private List<View> views = List.of(View.PLAIN);
  private float[] viewed = {};

  private Evaluator(
      Model model, Session session, boolean owner, Chunk chunk, Loss loss, List<Metric> metrics) {
    Targets targets = model.targets();
    this.model = model;
    this.session = session;
    this.owner = owner;
    this.chunk = chunk;
    this.pixels = new float[chunk.images().shape().size()];
    this.labels = new int[chunk.size()];
    this.scores = new float[chunk.logits().shape().size()];
    this.rows = new float[targets.areClasses() ? 0 : scores.length];
    // The plain cross-entropy is added up in double.
    this.meter =
        loss.equals(Loss.crossEntropy())
            ? Optional.empty()
            : Optional.of(new LossMeter(loss, targets, session));
    this.metrics = List.copyOf(metrics);
  }

  private static void expectFit(Targets targets, Loss loss, List<Metric> metrics) {
    loss.expectFits(targets);
    metrics.forEach(metric -> metric.expectFits(targets));
  }

  /// An evaluator of a trained network by the usual loss for its targets; close it when done.
  public static Evaluator open(TrainedModel trained, Engine engine, int threads) {
    return open(trained, engine, threads, Loss.usual(trained.model().targets()), List.of());
  }

  /// The same by a loss and metrics.
  ///
  /// Fails with `DataException` if they aren't made for the network's targets, with
  /// [dev.kern.run.InsufficientMemoryException] if the Java heap has no room for a single image.
  public static Evaluator open(
      TrainedModel trained, Engine engine, int threads, Loss loss, List<Metric> metrics) {
    Graph graph = new Graph();
    Model model = trained.model();
    expectFit(model.targets(), loss, metrics);
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Session session = Session.open(trained.variables(graph), engine, threads);
    try {
      return new Evaluator(model, session, true, Chunk.of(model, session, false), loss, metrics);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// An evaluator of the network that a session trains.
  ///
  /// @param dropout whether dropout stays on; if there is some, images are scored by 256, whatever
  ///   memory that takes
  public static Evaluator within(Session session, Model model, boolean dropout) {
    return within(session, model, dropout, Loss.usual(model.targets()), List.of());
  }

  /// The same by a loss and metrics.
  ///
  /// Fails with `DataException` if they aren't made for the network's targets, with
  /// [dev.kern.run.InsufficientMemoryException] if the Java heap has no room for a single image.
  public static Evaluator within(
      Session session, Model model, boolean dropout, Loss loss, List<Metric> metrics) {
    expectFit(model.targets(), loss, metrics);
    Chunk chunk = Chunk.of(model, session, dropout);
    return new Evaluator(model, session, false, chunk, loss, metrics);
  }

  /// Scores the weighted mean of what the network says about several views of each image, instead
  /// of what it says about the image; their weights should add up to 1.
  ///
  /// @param others one or more, such as those of [View#of]
  public Evaluator views(List<View> others) {
    if (others.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs one or more views, given none");
    }
    views = List.copyOf(others);
    viewed = isPlain() ? pixels : new float[pixels.length];
    return this;
  }

  private boolean isPlain() {
    return views.equals(List.of(View.PLAIN));
  }

  /// Asks the network about the images in `pixels`; what it says is then in `scores`.
  private void ask() {
    if (isPlain()) {
      ask(pixels);
      chunk.plan().fetch(chunk.logits(), scores, 0);
      return;
    }
    float[] one = new float[scores.length];
    Arrays.fill(scores, 0);
    for (View view : views) {
      int size = model.image().size();
      for (int i = 0; i < chunk.size(); i++) {
        view.copy(model.image(), pixels, i * size, viewed, i * size);
      }
      ask(viewed);
      chunk.plan().fetch(chunk.logits(), one, 0);
      for (int k = 0; k < scores.length; k++) {
        scores[k] += view.weight() * one[k];
      }
    }
  }

  private void ask(float[] images) {
    chunk.plan().feed(chunk.images(), images, 0);
    chunk.plan().run();
  }

  /// Scores the network on a split, whose images must have the size that it takes.
  ///
  /// Fails with `DataException` if the images have other targets than the network.
  public Evaluation evaluate(Split split) {
    return evaluation(scores(split));
  }

  /// The evaluation of what [#scores] told.
  public Evaluation evaluation(Scores scores) {
    return evaluation(scores, MISTAKES);
  }

  /// The same with another number of mistakes.
  ///
  /// @param mistakes how many to list at most
  public Evaluation evaluation(Scores scores, int mistakes) {
    return Evaluation.of(scores, metrics, mistakes);
  }

  /// What the network says about each image of a split, beside its targets: for custom figures.
  /// Their loss is the evaluator's.
  ///
  /// Fails with `DataException` if the images have other targets than the network.
  public Scores scores(Split split) {
    expectTargets(split);
    chunk.plan().warm();
    int width = model.targets().width();
    int[] truth = new int[split.count()];
    float[] all = Allocation.floats("evaluation", (long) split.count() * width);
    float[] wanted = Allocation.floats("evaluation", rows.length == 0 ? 0 : all.length);
    for (int from = 0; from < split.count(); from += chunk.size()) {
      // The last chunk ends in images of the one before, whose scores are not taken.
      int count = Math.min(chunk.size(), split.count() - from);
      split.copy(from, count, pixels, 0, labels, 0);
      ask();
      System.arraycopy(scores, 0, all, from * width, count * width);
      System.arraycopy(labels, 0, truth, from, count);
      if (rows.length > 0) {
        for (int i = 0; i < count; i++) {
          split.targets(from + i, rows, i * width);
        }
        System.arraycopy(rows, 0, wanted, from * width, count * width);
      }
    }
    double loss =
        meter
            .map(losses -> losses.mean(split.count(), all, truth, wanted))
            .orElseGet(() -> Metrics.crossEntropy(all, truth));
    Scores scored =
        model.targets().areClasses()
            ? Scores.ofClasses(model.targets(), all, truth, loss)
            : Scores.of(model.targets(), all, wanted, loss);
    return scored.about(split);
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

  /// Ends the threads, and gives the memory back.
  @Override
  public void close() {
    session.release(chunk.plan());
    meter.ifPresent(LossMeter::release);
    if (owner) {
      session.close();
    }
  }
}
