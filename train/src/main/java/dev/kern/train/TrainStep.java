package dev.kern.train;

import dev.kern.data.Batch;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.Problem;
import dev.kern.graph.Node;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.math.Randomness;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A training step for a custom loop: it feeds the batch, moves the weights and everything else
/// that training moves, such as the statistics of batch normalisation.
///
/// ```java
/// try (TrainStep step = TrainStep.of(network, data, 16, sgd(0.05))) {
///   for (Batch batch : data.train().batches(16, 1).epochs(10)) {
///     float loss = step.run(batch);
///   }
///   step.model().write(Path.of("model.safetensors"));
/// }
/// ```
///
/// A step can be done in two halves, to accumulate gradients over several batches, to change them,
/// or to exchange them with other machines:
///
/// ```java
/// step.gradients(first);
/// step.accumulate(second);
/// step.update(); // along the mean of both
/// ```
///
/// Both ways compute the same bits as [Run#fit], for any number of threads, and allocate nothing
/// per step. On the reference engine, which computes in double, all three differ by rounding: the
/// learning rate and the gradients pass through floats here.
///
/// A custom loss takes a custom graph, see [#of(Node, Optimizer)]. Used by one thread at a time;
/// close it when done, which ends its threads.
public final class TrainStep implements AutoCloseable {
  private final Optional<Model> model;
  private final TrainStepGraph graph;
  private final List<Node> values; // as the user knows them
  private final Session session;
  private final ScheduledRate schedule;
  private final long seed;
  private final TrainStepFeed feed;
  private final TrainStepFeed.Places places;
  private final Plan plan;
  private final float[] rate = new float[1];
  private final float[] scores;
  private double fixedRate = Double.NaN;
  private @Nullable TrainStepHalves halves;
  private TrainStepFeed.@Nullable Places halvesPlaces;
  private int passes;
  private boolean halved;
  private boolean closed;

  /// A step whose variables have their first values.
  ///
  /// @param values what is computed beside the loss, as the user knows it
  TrainStep(
      Optional<Model> model,
      TrainStepGraph graph,
      List<Node> values,
      TrainStepFeed feed,
      Settings settings) {
    this.model = model;
    this.graph = graph;
    this.values = values;
    this.feed = feed;
    this.seed = settings.seed;
    this.schedule = settings.schedule;
    this.places = feed.in(graph.graph());
    this.scores = new float[model.isPresent() ? values.getFirst().shape().size() : 0];
    Variables variables = Variables.of(feed.graph());
    variables.initialize(seed);
    this.session = Session.open(variables, settings.engine, settings.threads);
    session.seed(seed);
    try {
      this.plan = session.plan(graph.fetches());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /// What computes.
  record Settings(Engine engine, int threads, long seed, ScheduledRate schedule) {
    Settings(Training training, ScheduledRate schedule) {
      this(training.engine(), training.threads(), training.seed(), schedule);
    }
  }

  /// Steps of a network on the images of a data set, on all processors, with seed 1.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes.
  ///
  /// @param batch images per step
  public static TrainStep of(Network network, Dataset data, int batch, Optimizer optimizer) {
    return of(Training.of(network).batch(batch).optimizer(optimizer), data);
  }

  /// Steps of a network, on all processors, with seed 1. The classes are called `0`, `1` and so on.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes.
  ///
  /// @param batch images per step
  public static TrainStep of(
      Network network, ImageShape shape, int classes, int batch, Optimizer optimizer) {
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return of(Training.of(network).batch(batch).optimizer(optimizer), shape, names);
  }

  /// Steps with the settings of a training: network or model, batch, optimiser, schedule, seed, L2,
  /// clipping, engine and threads. What belongs to the loop is left to it: the order of the images
  /// and their augmentation, reports, checkpoints, when to stop.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes, with
  /// `DataException` if the model that the training begins with doesn't.
  public static TrainStep of(Training training, Dataset data) {
    Optional<WarmStart> inherited = training.from().map(model -> WarmStart.of(model, data));
    Training fitted =
        inherited
            .map(part -> training.from(training.from().orElseThrow(), part.network()))
            .orElse(training)
            .settled(data);
    TrainStep step =
        of(fitted, Model.of(fitted.network(), data), fitted.stepsOn(data.train().perEpoch()));
    PatchWhitening.initialize(step.graph.graph(), step.variables(), data.train());
    inherited.ifPresent(part -> part.weights().forEach(step.variables()::set));
    return step;
  }

  /// The same for images that come from elsewhere.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes, with
  /// [IllegalArgumentException] if the training counts epochs, or the model that it begins with has
  /// other variables.
  ///
  /// @param classes the names of the classes, in the order of their indices
  public static TrainStep of(Training training, ImageShape shape, List<String> classes) {
    long steps = training.stepsOn(0);
    if (steps == 0) {
      throw new IllegalArgumentException(
          "train step: epochs can't be counted without a data set; fix: training.steps(...)");
    }
    TrainStep step = of(training, new Model(training.network(), shape, classes), steps);
    training.from().ifPresent(model -> model.weights().forEach(step.variables()::set));
    return step;
  }

  private static TrainStep of(Training given, Model model, long steps) {
    Training training = given.augment();
    ScheduledRate schedule = training.schedule().over(training.optimizer().learningRate(), steps);
    TrainingGraph graph = TrainingGraph.of(model, training, TrainingGraph::rate);
    return new TrainStep(
        Optional.of(model),
        TrainStepGraph.of(graph),
        List.of(graph.logits()),
        new TrainStepFeed(graph),
        new Settings(training, schedule));
  }

  /// Steps that lower a custom loss: a scalar of a graph that has no training step yet, and that
  /// stays as it is. All its moving averages are moved.
  ///
  /// ```java
  /// Graph graph = new Graph();
  /// Node images = graph.placeholder("images", Shape.of(16, 28, 28, 1));
  /// Node labels = graph.placeholder("labels", DType.I32, Shape.of(16));
  /// Node logits = network.build(graph, images, true);
  /// Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, OneHot.of(labels, 10)));
  /// TrainStep step = TrainStep.of(loss, sgd(0.05));
  /// ```
  ///
  /// Batches are fed into the placeholders `images`, `[N, H, W, C]`, and `labels`, `[N]` or, for a
  /// one of each class, `[N, classes]`; [#feed(Node, float[])] takes arrays for any placeholder.
  ///
  /// Fails with [IllegalArgumentException] if the graph has a training step, with `ShapeException`
  /// if the loss is no scalar.
  public static TrainStep of(Node loss, Optimizer optimizer) {
    return builder(loss, optimizer).build();
  }

  /// The same with other settings.
  public static TrainStepBuilder builder(Node loss, Optimizer optimizer) {
    return new TrainStepBuilder(loss, optimizer);
  }

  /// Does a step: the weights move once. Gives the loss of the batch before that.
  ///
  /// Fails with [IllegalArgumentException] if the batch is not full or not of the step's shape.
  public float run(Batch batch) {
    feed(batch);
    return run();
  }

  /// The same with images and class indices from arrays.
  ///
  /// Fails with [IllegalArgumentException] if they don't have the size of the step's batch.
  ///
  /// @param pixels `[N, H, W, C]`
  /// @param classes `[N]`
  public float run(float[] pixels, int[] classes) {
    feed.fill(pixels, classes);
    return run();
  }

  /// The same with what was fed last.
  ///
  /// Fails with [IllegalStateException] if a placeholder was never fed.
  public float run() {
    expectOpen();
    feed.into(plan, places);
    rate[0] = (float) learningRate();
    plan.feed(graph.rate(), rate);
    plan.run();
    halved = false;
    return plan.scalar(graph.loss());
  }

  /// Does the first half of a step: computes the gradients of the loss, in the place of those that
  /// are there, and moves the statistics of batch normalisation, but no weights. Gives the loss.
  ///
  /// Fails with [IllegalArgumentException] if the batch is not full or not of the step's shape.
  public float gradients(Batch batch) {
    feed(batch);
    return gradients();
  }

  /// The same with what was fed last.
  ///
  /// Fails with [IllegalStateException] if a placeholder was never fed.
  public float gradients() {
    passes = 0;
    return accumulate();
  }

  /// The same as [#gradients(Batch)], but adds the gradients to those of the batches since the last
  /// update.
  ///
  /// Fails with [IllegalArgumentException] if the batch is not full or not of the step's shape.
  public float accumulate(Batch batch) {
    feed(batch);
    return accumulate();
  }

  /// The same with what was fed last.
  ///
  /// Fails with [IllegalStateException] if a placeholder was never fed.
  public float accumulate() {
    expectOpen();
    TrainStepHalves both = halves();
    feed.into(both.plan(), Objects.requireNonNull(halvesPlaces));
    // Dropout of its own for each batch of a step; that of the first is the whole step's.
    session.seed(passes == 0 ? seed : Randomness.mix(seed + passes));
    try {
      float loss = both.gradients(passes > 0);
      passes++;
      halved = true;
      return loss;
    } finally {
      session.seed(seed);
    }
  }

  /// Does the second half of a step: moves the weights along the mean of the gradients of the
  /// batches since the last update. So four batches of 16 move them as one of 64 does, but for
  /// rounding, dropout, and batch normalisation, which sees each batch by itself.
  ///
  /// Fails with [IllegalStateException] if there are no gradients.
  public void update() {
    if (passes == 0) {
      throw new IllegalStateException(
          "train step: an update takes gradients, given none since the last one;"
              + " fix: step.gradients(batch) before");
    }
    float[] array = gradientValues();
    if (passes > 1) {
      float part = 1f / passes;
      for (int i = 0; i < array.length; i++) {
        array[i] *= part;
      }
    }
    update(array);
  }

  /// The same along other gradients, such as the mean over several machines.
  ///
  /// Fails with [IllegalArgumentException] if the array is not as long as [#gradientValues].
  ///
  /// @param gradients laid out as [Variables#values]
  public void update(float[] gradients) {
    expectOpen();
    int size = session.variables().values().length;
    if (gradients.length != size) {
      throw new IllegalArgumentException(
          """
          train step: the gradients are not laid out as the variables
            given     %d numbers
            expected  %d, as in step.gradientValues()
            fix       copy gradientValues() and change the copy\
          """
              .formatted(gradients.length, size));
    }
    rate[0] = (float) learningRate();
    halves().update(gradients, rate);
    passes = 0;
  }

  /// The gradients that were computed last, or their sum; not a copy. They are laid out as
  /// [Variables#values], each at its variable's [Variables.Slice#at].
  public float[] gradientValues() {
    return halves().array();
  }

  /// The gradient by a variable, such as `conv1/weights`, as a copy.
  ///
  /// Fails with [IllegalArgumentException] if the step does not move such a variable.
  public Tensor gradient(String variable) {
    List<String> moved = halves().graph().variables().stream().map(Node::name).toList();
    if (!moved.contains(variable)) {
      throw new IllegalArgumentException(
          "train step: there is no gradient by '%s'; there are %s".formatted(variable, moved));
    }
    Variables.Slice slice = variables().slice(variable);
    return Tensor.of(slice.shape(), gradientValues(), slice.at());
  }

  private TrainStepHalves halves() {
    TrainStepHalves both = halves;
    if (both == null) {
      both = new TrainStepHalves(graph, session);
      halvesPlaces = feed.in(both.graph().loss().graph());
      halves = both;
    }
    return both;
  }

  /// Copies a batch into the step, for [#run()] or [#gradients()].
  ///
  /// Fails with [IllegalArgumentException] if the batch is not full or not of the step's shape.
  public void feed(Batch batch) {
    feed.fill(batch);
  }

  /// Copies numbers into a placeholder of the step, for [#run()] or [#gradients()].
  ///
  /// Fails with [IllegalArgumentException] if the step reads no such placeholder, or the array has
  /// another size.
  public void feed(Node placeholder, float[] numbers) {
    feed.fill(placeholder, numbers);
  }

  /// Copies class indices into a placeholder of the step.
  ///
  /// Fails as [#feed(Node, float[])] does.
  public void feed(Node placeholder, int[] classes) {
    feed.fill(placeholder, classes);
  }

  /// The placeholder of the images, `[N, H, W, C]`.
  ///
  /// Fails with [IllegalArgumentException] if a custom graph has none of this name.
  public Node images() {
    return feed.images();
  }

  /// The placeholder of the labels, `[N]`, or of the targets, `[N, classes]`.
  ///
  /// Fails with [IllegalArgumentException] if a custom graph has none of this name.
  public Node labels() {
    return feed.labels();
  }

  /// The part of the last batch that was classified correctly, before the weights moved.
  ///
  /// Fails with [IllegalStateException] if the step has no network.
  public double accuracy() {
    expectNetwork();
    fetch(values.getFirst(), scores, 0);
    return feed.accuracy(scores);
  }

  /// A node's value in the last step or half step, as a copy: of a network's logits, or of what
  /// [TrainStepBuilder#fetch] named.
  ///
  /// Fails with [IllegalArgumentException] if the node was not named.
  public Tensor fetch(Node node) {
    return lastPlan().fetch(computed(node));
  }

  /// Copies a node's value in the last step or half step.
  ///
  /// Fails with [IllegalArgumentException] if the node was not named, or the array is too short.
  public void fetch(Node node, float[] into, int at) {
    lastPlan().fetch(computed(node), into, at);
  }

  private Plan lastPlan() {
    return halved ? halves().plan() : plan;
  }

  private Node computed(Node node) {
    int index = values.indexOf(node);
    if (index < 0) {
      throw new IllegalArgumentException(
          "train step: '%s' is not computed for reading; fix: TrainStep.builder(...).fetch(node)"
              .formatted(node.name()));
    }
    return (halved ? halves().graph().values() : graph.values()).get(index);
  }

  /// How many steps have been done.
  public long steps() {
    return session.step();
  }

  /// The learning rate of the next step.
  public double learningRate() {
    return Double.isNaN(fixedRate) ? schedule.at(session.step()) : fixedRate;
  }

  /// Sets the learning rate of all steps to come, in place of the schedule's.
  ///
  /// Fails with [IllegalArgumentException] if it is not a finite number of 0 or more.
  public void learningRate(double other) {
    if (!(other >= 0 && other < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a learning rate is 0 or more, given " + other);
    }
    fixedRate = other;
  }

  /// The weights and everything else that is learned.
  public Variables variables() {
    return session.variables();
  }

  /// What computes; plans of it work on the same variables.
  public Session session() {
    return session;
  }

  /// What was learned so far, as a copy.
  ///
  /// Fails with [IllegalStateException] if the step has no network.
  public TrainedModel model() {
    return TrainedModel.of(expectNetwork(), variables());
  }

  /// Scores what was learned so far on a split.
  ///
  /// Fails with [IllegalStateException] if the step has no network.
  public Evaluation evaluate(Split split) {
    try (Evaluator evaluator = Evaluator.within(session, expectNetwork(), false)) {
      return evaluator.evaluate(split);
    }
  }

  private Model expectNetwork() {
    return model.orElseThrow(
        () ->
            new IllegalStateException(
                "train step: it was made of a loss, not of a network;"
                    + " fix: read step.variables(), or TrainStep.of(network, ...)"));
  }

  private void expectOpen() {
    if (closed) {
      throw new IllegalStateException("train step: it is closed; fix: use it before close()");
    }
  }

  /// Ends the threads. What was learned can still be read.
  @Override
  public void close() {
    closed = true;
    session.close();
  }

  /// `train step of lenet: 300 steps done, learning rate 0.05, session on vector, ...`.
  @Override
  public String toString() {
    String what = model.map(m -> m.network().name()).orElse("loss '" + graph.loss().name() + "'");
    return "train step of %s: %s steps done, learning rate %s, %s"
        .formatted(what, Problem.count(steps()), learningRate(), session);
  }
}
