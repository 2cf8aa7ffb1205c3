package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Dataset;
import dev.kern.data.Fold;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.Augmenter;
import dev.kern.data.file.Problem;
import dev.kern.graph.RateSchedule;
import dev.kern.json.Key;
import dev.kern.layer.Network;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.CrossEntropy;
import dev.kern.loss.Loss;
import dev.kern.math.Bounds;
import dev.kern.metric.Metric;
import dev.kern.model.Evaluation;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.run.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The settings of a training run: everything but the data.
///
/// Immutable: each method that takes a setting gives a changed copy. In JSON, the `recipe` of
/// `run.json`, the fields that aren't transient are the keys, and a missing one means its default.
public final class Training {
  /// In the place of layers' names for [#l2(double, String...)]: all layers.
  public static final String ALL_LAYERS = "all";

  /// In the place of layers' names for [#l2(double, String...)]: the last two dense layers, as in
  /// the notebook. A file that doesn't say which layers means these.
  public static final String LAST_TWO_DENSE = "lastTwoDense";

  private static final long USUAL_STEPS = 30_000;
  private static final long USUAL_REPORTS = 50;

  private Network network;
  private Optimizer optimizer = Optimizer.sgd(0.05);
  private RateSchedule schedule = RateSchedule.constant();
  private int batch = 16;

  @Key(omitEmpty = true)
  private Optional<Integer> groups = Optional.empty();

  private Optional<Long> steps = Optional.empty();
  private Optional<Integer> epochs = Optional.empty();
  private Order order = Order.SHUFFLED;
  private Sampling sampling = Sampling.NATURAL;
  private List<Augmentation> augmentations = List.of();
  private long seed = 1;

  @Key(omitEmpty = true)
  private Optional<Loss> loss = Optional.empty();

  @Key(omitEmpty = true)
  private List<Metric> metrics = List.of();

  private double l2;
  private List<String> l2Of = List.of(LAST_TWO_DENSE);
  private double clipNorm;
  private Optional<EarlyStopping> earlyStopping = Optional.empty();
  private Optional<Long> reportEvery = Optional.empty();
  private long checkpointEvery = 1_000;
  private boolean dropoutAtEvaluation;
  private Engine engine = Engine.VECTOR;
  private int threads = Runtime.getRuntime().availableProcessors();
  private Monitor keepBest = Monitor.ACCURACY;
  private boolean reportEachEpoch;

  @Key(omitEmpty = true)
  private Optional<Fold> fold = Optional.empty();

  @Key(omitEmpty = true)
  private Map<String, Double> rateFactors = Map.of();

  @Key(omitEmpty = true)
  private Map<String, Double> decayFactors = Map.of();

  @Key(omitEmpty = true)
  private Optional<Boolean> cacheFeatures = Optional.empty();

  private boolean freezeStatistics;
  private double averageWeights;

  private transient Optional<TrainedModel> from = Optional.empty();
  private transient Optional<String> source = Optional.empty();
  private transient Optional<Path> out = Optional.empty();
  private transient Optional<Path> outIn = Optional.empty();

  private Training(Network network) {
    this.network = network;
  }

  private Training(Training other) {
    network = other.network;
    optimizer = other.optimizer;
    schedule = other.schedule;
    batch = other.batch;
    groups = other.groups;
    steps = other.steps;
    epochs = other.epochs;
    order = other.order;
    sampling = other.sampling;
    augmentations = other.augmentations;
    seed = other.seed;
    loss = other.loss;
    metrics = other.metrics;
    l2 = other.l2;
    l2Of = other.l2Of;
    clipNorm = other.clipNorm;
    earlyStopping = other.earlyStopping;
    reportEvery = other.reportEvery;
    checkpointEvery = other.checkpointEvery;
    dropoutAtEvaluation = other.dropoutAtEvaluation;
    engine = other.engine;
    threads = other.threads;
    keepBest = other.keepBest;
    reportEachEpoch = other.reportEachEpoch;
    fold = other.fold;
    rateFactors = other.rateFactors;
    decayFactors = other.decayFactors;
    cacheFeatures = other.cacheFeatures;
    freezeStatistics = other.freezeStatistics;
    averageWeights = other.averageWeights;
    from = other.from;
    source = other.source;
    out = other.out;
    outIn = other.outIn;
  }

  /// Training of this network with the usual settings: gradient descent at 0.05, 30,000 steps of 16
  /// shuffled images, about fifty reports, all processors.
  public static Training of(Network network) {
    return new Training(network).l2(0, ALL_LAYERS);
  }

  /// Training that starts from the weights of this model, which may be imported, with the default
  /// settings.
  ///
  /// If the data has other classes, the output layer is adapted to them; see [WarmStart].
  public static Training of(TrainedModel model) {
    return of(model.model().network()).from(model);
  }

  /// A copy.
  Training copy() {
    return new Training(this);
  }

  private Training with(Consumer<Training> change) {
    Training copy = copy();
    change.accept(copy);
    return copy.checked();
  }

  /// This, if all settings are valid.
  ///
  /// Fails with [IllegalArgumentException] if one isn't.
  Training checked() {
    atLeast(1, batch, "batch");
    atLeast(1, groups.orElse(1), "groups");
    atLeast(1, steps.orElse(1L), "steps");
    atLeast(1, epochs.orElse(1), "epochs");
    atLeast(1, reportEvery.orElse(1L), "the number of steps between reports");
    atLeast(1, checkpointEvery, "the number of steps between checkpoints");
    atLeast(1, threads, "threads");
    if (steps.isPresent() && epochs.isPresent()) {
      throw new IllegalArgumentException(
          "set steps or epochs, not both; given %d steps and %d epochs"
              .formatted(steps.get(), epochs.get()));
    }
    Augmenter.expectOnce(augmentations);
    expectNames(metrics);
    expectResult(keepBest);
    earlyStopping.ifPresent(rule -> expectResult(rule.monitor()));
    if (schedule instanceof Plateau plateau) {
      expectResult(plateau.monitor());
    }
    notNegative(l2, "l2");
    if (l2Of.isEmpty()) {
      throw new IllegalArgumentException(
          "l2 needs one or more names of layers, given none; '%s' means every layer"
              .formatted(ALL_LAYERS));
    }
    notNegative(clipNorm, "the clip norm");
    Bounds.fraction(averageWeights, "the decay of averaged weights");
    rateFactors
        .values()
        .forEach(factor -> Bounds.positive(factor, "the factor of a learning rate"));
    decayFactors.values().forEach(factor -> notNegative(factor, "the factor of a weight decay"));
    expectOneBalance();
    return this;
  }

  private void expectOneBalance() {
    boolean balanced =
        loss() instanceof CrossEntropy own
            && own.classWeights().filter(ClassWeights::balanced).isPresent();
    if (balanced && sampling == Sampling.BALANCED) {
      throw new IllegalArgumentException(
          "balanced sampling and balanced class weights correct the same imbalance twice; use one"
              + " of them");
    }
  }

  private void expectResult(Monitor monitor) {
    List<String> results = new ArrayList<>(Evaluation.RESULTS);
    metrics.forEach(metric -> results.add(metric.name()));
    if (!results.contains(monitor.result())) {
      throw new IllegalArgumentException(
          "unknown validation result '%s'; expected one of %s"
              .formatted(monitor, String.join(", ", results)));
    }
  }

  /// This with what JSON leaves out taken from another.
  public Training around(Training other) {
    return with(
        t -> {
          t.from = other.from;
          t.source = other.source;
          t.out = other.out;
          t.outIn = other.outIn;
        });
  }

  private static Path named(Path folder) {
    if (folder.getFileName() == null) {
      throw new IllegalArgumentException("the run folder needs a name, given " + folder);
    }
    return folder;
  }

  private static void expectNames(List<Metric> metrics) {
    List<String> names = metrics.stream().map(Metric::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "duplicate metric names: %s; fix: rename one".formatted(String.join(", ", names)));
    }
  }

  private static void atLeast(long least, long given, String what) {
    if (given < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, given %d".formatted(what, least, given));
    }
  }

  private static void notNegative(double given, String what) {
    if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s must be at least 0, given %s".formatted(what, given));
    }
  }

  /// Another network, with random weights.
  public Training network(Network other) {
    return with(
        t -> {
          t.network = other;
          t.from = Optional.empty();
          t.source = Optional.empty();
        });
  }

  /// The same, with the place that the model comes from, which `run.json` will tell.
  public Training source(Path place) {
    return with(t -> t.source = Optional.of(place.toString()));
  }

  /// The network and the weights of this model; a changed readout where `fitted` has one.
  Training from(TrainedModel model, Network fitted) {
    return with(
        t -> {
          t.network = fitted;
          t.from = Optional.of(model);
        });
  }

  /// The network and the weights of this model, in place of a network with random weights.
  public Training from(TrainedModel model) {
    return from(model, model.model().network());
  }

  /// The optimiser, with its learning rate.
  public Training optimizer(Optimizer other) {
    return with(t -> t.optimizer = other);
  }

  /// The learning rate schedule.
  public Training schedule(RateSchedule other) {
    return with(t -> t.schedule = other);
  }

  /// Images per step.
  public Training batch(int images) {
    return with(t -> t.batch = images);
  }

  /// Cuts each batch into groups of the same number of images, whose gradients are computed one
  /// after the other and added in the order of a fixed tree; the weights move once per batch, along
  /// the mean. 1, the default, is the whole batch at once.
  ///
  /// Several processes can share the groups, with the bits of one: see [Ranks]. A step needs the
  /// memory of one group. It moves the weights as that of the whole batch does, but for rounding,
  /// dropout, which is drawn for each group, and batch normalisation, which takes the statistics of
  /// each group by itself and averages their mean over the groups.
  ///
  /// A run fails with `DataException` if the batch is no multiple of it.
  public Training groups(int count) {
    return with(t -> t.groups = Optional.of(count));
  }

  /// The order of the training images.
  public Training order(Order other) {
    return with(t -> t.order = other);
  }

  /// How often each class comes; as often as in the data by default.
  ///
  /// Fails with [IllegalArgumentException] if the loss has balanced class weights: both together
  /// would correct the same imbalance twice.
  public Training sampling(Sampling other) {
    return with(t -> t.sampling = other);
  }

  /// Random augmentation of the training images; none by default.
  public Training augment(Augmentation... changes) {
    return augment(List.of(changes));
  }

  /// Random augmentation of the training images.
  ///
  /// Fails with [IllegalArgumentException] if a kind of augmentation stands in the list twice.
  public Training augment(List<Augmentation> changes) {
    return with(t -> t.augmentations = List.copyOf(changes));
  }

  /// The random seed, for initial weights, shuffling, augmentation and dropout.
  public Training seed(long number) {
    return with(t -> t.seed = number);
  }

  /// What training makes small; the cross-entropy unless something else is said. It must be made
  /// for the targets of the data, see [Loss].
  public Training loss(Loss other) {
    return with(
        t -> t.loss = Optional.of(other).filter(given -> !given.equals(Loss.crossEntropy())));
  }

  /// What is measured on the validation and test images besides loss and accuracy, and reported
  /// with them; nothing by default.
  ///
  /// Fails with [IllegalArgumentException] if two have the same name.
  public Training metrics(Metric... others) {
    return metrics(List.of(others));
  }

  /// What is measured on the validation and test images besides loss and accuracy.
  ///
  /// Fails with [IllegalArgumentException] if two have the same name.
  public Training metrics(List<Metric> others) {
    return with(t -> t.metrics = List.copyOf(others));
  }

  /// Adds `factor * (sum of squares) / 2` of the weights of all layers to the loss, but not of
  /// biases and of what is frozen; 0 for none. After [#l2(double, String...)], and for the
  /// notebook's networks, of the layers that were chosen.
  public Training l2(double factor) {
    return with(t -> t.l2 = factor);
  }

  /// Adds `factor * (sum of squares) / 2` of the weights of these layers to the loss.
  ///
  /// @param layers their names, such as `conv1` and `dense2`, or [#ALL_LAYERS], or
  ///   [#LAST_TWO_DENSE]
  public Training l2(double factor, String... layers) {
    return with(
        t -> {
          t.l2 = factor;
          t.l2Of = List.of(layers);
        });
  }

  /// Clips the gradients to this global norm; 0 for no clipping.
  public Training clipNorm(double norm) {
    return with(t -> t.clipNorm = norm);
  }

  /// Multiplies the learning rate of some layers by a factor, of which there may be several for
  /// different layers; where they overlap, the last one counts.
  ///
  /// ```java
  /// Training.of(model).rateFactor("backbone", 0.1).rateFactor("..conv4", 0.01)
  /// ```
  ///
  /// @param layers `backbone`, which is all before the last layer with weights, `..conv4`, which is
  ///   all up to `conv4`, `biases`, which is all variables of rank 1, those of normalisation too,
  ///   or names with commas between them
  /// @param factor above 0; [dev.kern.model.TrainedModel#frozen] leaves layers as they are
  public Training rateFactor(String layers, double factor) {
    return with(t -> t.rateFactors = plus(rateFactors, layers, factor));
  }

  /// Multiplies the weight decay of some variables by a factor, of which there may be several;
  /// where they overlap, the last one counts. Without one it is 1 for weights, and 0 for biases and
  /// the scales and shifts of normalisation.
  ///
  /// ```java
  /// Training.of(network).optimizer(nesterov(0.1, 0.9).weightDecay(0.005)).decayFactor("biases", 1)
  /// ```
  ///
  /// @param layers words as for [#rateFactor]
  /// @param factor 0 or more
  public Training decayFactor(String layers, double factor) {
    return with(t -> t.decayFactors = plus(decayFactors, layers, factor));
  }

  private static Map<String, Double> plus(
      Map<String, Double> factors, String layers, double factor) {
    Map<String, Double> all = new LinkedHashMap<>(factors);
    all.remove(layers);
    all.put(layers, factor);
    return Collections.unmodifiableMap(all);
  }

  /// Whether batch normalisation takes and leaves the statistics that it has, in layers that are
  /// trained too; in frozen ones it always does. Off by default: it takes those of each batch, and
  /// averages them.
  public Training freezeStatistics(boolean on) {
    return with(t -> t.freezeStatistics = on);
  }

  /// Evaluates the run by the exponential moving average of its weights, and ends with it: `average
  /// = decay * average + (1 - decay) * weights` after each step, over about `1 / (1 - decay)`
  /// steps. 0, the default, is no average; the more steps a run has, the closer to 1 it can be.
  ///
  /// See [dev.kern.train.state.WeightAverage].
  ///
  /// @param decay from 0 to less than 1, such as 0.999
  public Training averageWeights(double decay) {
    return with(t -> t.averageWeights = decay);
  }

  /// Whether what frozen layers at the beginning of the network make of an image is computed once,
  /// before the first step, and kept. By default it is, if there is no augmentation and it takes
  /// 512 MiB at most for the training and validation images.
  ///
  /// A run fails with `DataException` if it is to and can't: where nothing at the beginning is
  /// frozen, or augmentation changes the images.
  public Training cacheFeatures(boolean on) {
    return with(t -> t.cacheFeatures = Optional.of(on));
  }

  /// Stops early once the validation result no longer improves.
  public Training earlyStopping(EarlyStopping rule) {
    return with(t -> t.earlyStopping = Optional.of(rule));
  }

  /// Reports progress and evaluates on the validation images every `count` steps, from step 0 on.
  public Training reportEvery(long count) {
    return with(t -> t.reportEvery = Optional.of(count));
  }

  /// Reports as often as is usual: at the end of each epoch if the training has [#epochs(int)],
  /// else about fifty times.
  public Training usualReports() {
    return with(
        t -> {
          t.reportEvery = Optional.empty();
          t.reportEachEpoch = false;
        });
  }

  /// Whether to report and evaluate at the end of each epoch instead, where the log then has an
  /// event of its own for the epoch; off by default.
  public Training reportEachEpoch(boolean on) {
    return with(t -> t.reportEachEpoch = on);
  }

  /// The validation result by which the best network is kept beside the last one, in
  /// `best.safetensors`: the accuracy by default, or the loss where there is no accuracy.
  public Training keepBest(Monitor monitor) {
    return with(t -> t.keepBest = monitor);
  }

  /// Trains on all training and validation images but those of a fold, and takes these as the test
  /// images; see [Fold].
  public Training fold(Fold part) {
    return with(t -> t.fold = Optional.of(part));
  }

  /// Writes a checkpoint to the run folder every `steps` steps, the most that a killed run loses.
  public Training checkpointEvery(long count) {
    return with(t -> t.checkpointEvery = count);
  }

  /// Whether dropout stays on during evaluation, the notebook's mistake; off by default.
  public Training dropoutAtEvaluation(boolean on) {
    return with(t -> t.dropoutAtEvaluation = on);
  }

  /// The engine.
  public Training engine(Engine other) {
    return with(t -> t.engine = other);
  }

  /// The number of threads; results are the same for any number.
  public Training threads(int count) {
    return with(t -> t.threads = count);
  }

  /// Saves the run in this folder, which must not exist yet; without a folder nothing is written.
  public Training out(Path folder) {
    return with(
        t -> {
          t.out = Optional.of(named(folder));
          t.outIn = Optional.empty();
        });
  }

  /// Saves the run in a new folder in this one, `NAME-1`, `NAME-2` and so on, where `NAME` is the
  /// network's: the first that doesn't exist when the run starts, in this program or another.
  public Training outIn(Path folder) {
    return with(
        t -> {
          t.out = Optional.empty();
          t.outIn = Optional.of(folder);
        });
  }

  /// The number of steps; set this or [#epochs(int)].
  public Training steps(long count) {
    return with(
        t -> {
          t.steps = Optional.of(count);
          t.epochs = Optional.empty();
        });
  }

  /// The number of passes over the training images; set this or [#steps(long)].
  public Training epochs(int count) {
    return with(
        t -> {
          t.epochs = Optional.of(count);
          t.steps = Optional.empty();
        });
  }

  /// Begins to do steps on blank images, so that the just-in-time compiler has made the loops fast
  /// by the time that the real ones are there; close it then.
  ///
  /// @param image the size that the images will have
  /// @param classes how many classes there will be
  public TrainingWarmup warmUp(ImageShape image, int classes) {
    return TrainingWarmup.of(this, image, classes);
  }

  /// Begins to train on this data: checks that network and data fit, makes the run folder, gives
  /// the weights their first values. [Run#fit] does the rest.
  ///
  /// Fails with `ShapeException` if the network does not fit the images or the classes, with
  /// `DataException` if the data has no training images or the folder can't be made, with
  /// `InsufficientMemoryException` if a step can't fit into the Java heap.
  public Run start(Dataset data) {
    return Run.start(this, data);
  }

  /// A check whether the network can memorise the first `images` training images: the first step of
  /// debugging.
  ///
  /// Fails with [IllegalArgumentException] if that is less than one.
  public OverfitCheck overfit(int images) {
    return OverfitCheck.of(this, images);
  }

  /// The same with all images in every batch, and nothing that makes learning them harder.
  ///
  /// @param reports steps from one report to the next
  Training plain(int images, long reports) {
    return with(t -> {
          t.batch = images;
          t.groups = Optional.empty();
          t.order = Order.SEQUENTIAL;
          t.sampling = Sampling.NATURAL;
          t.schedule = RateSchedule.constant();
          t.augmentations = List.of();
          t.loss = t.loss.map(Training::unsmoothed);
          t.reportEvery = Optional.of(reports);
          t.reportEachEpoch = false;
          t.keepBest = Monitor.ACCURACY;
        })
        .unsaved();
  }

  /// With smoothed labels, no loss comes close to 0.
  private static Loss unsmoothed(Loss loss) {
    return loss instanceof CrossEntropy entropy ? entropy.labelSmoothing(0) : loss;
  }

  /// The same without a folder, and without what validation images decide.
  Training unsaved() {
    return with(
        t -> {
          t.earlyStopping = Optional.empty();
          t.fold = Optional.empty();
          t.out = Optional.empty();
          t.outIn = Optional.empty();
        });
  }

  /// The images that a run takes from a data set: all, unless it leaves out a fold.
  ///
  /// Fails with `DataException` if there are too few images.
  Dataset part(Dataset data) {
    return fold.map(one -> one.cut(data)).orElse(data);
  }

  /// Fails with `DataException` if there are no validation images for what looks at them.
  ///
  /// @param what looks at them
  public static void expectValidation(Dataset data, String what) {
    if (!data.has(SplitName.VALID)) {
      throw Problem.at(
              data.provenance().source(), what + " looks at validation images, and there are none")
          .given(
              Arrays.stream(SplitName.values())
                  .filter(data::has)
                  .map(name -> name.adjective() + " images")
                  .collect(Collectors.joining(" and ", "only ", "")))
          .expected("a folder, file or array of validation images, or enough to hold a tenth out")
          .fix("add images, or train without it");
    }
  }

  /// The same with whatever the data decides: the class weights that balance it, and when to
  /// report.
  ///
  /// Fails with `DataException` if the loss isn't made for the targets.
  Training settled(Dataset data) {
    Targets targets = data.targets();
    loss().expectFits(targets);
    Loss own = loss().over(targets, () -> sums(data.train(), targets));
    boolean usually = reportEvery.isEmpty() && !reportEachEpoch;
    long every = Math.ceilDiv(stepsOn(data.train().perEpoch()), USUAL_REPORTS);
    return loss(own)
        .with(
            t -> {
              t.reportEvery = Optional.of(reportEvery.orElse(every));
              t.reportEachEpoch = usually ? epochs.isPresent() : reportEachEpoch;
            });
  }

  /// The sum of the rows of images.
  private static double[] sums(Split images, Targets targets) {
    double[] sums = new double[targets.width()];
    float[] row = new float[sums.length];
    for (int i = 0; i < images.count(); i++) {
      if (targets.areClasses()) {
        sums[images.label(i)]++;
      } else {
        images.targets(i, row, 0);
        for (int column = 0; column < row.length; column++) {
          sums[column] += row[column];
        }
      }
    }
    return sums;
  }

  /// How many steps a run on `images` images has.
  public long stepsOn(int images) {
    return epochs
        .map(count -> Math.ceilDiv((long) count * images, (long) batch))
        .orElse(steps.orElse(USUAL_STEPS));
  }

  /// The network.
  public Network network() {
    return network;
  }

  /// The model whose weights a run starts from, if they are not random.
  public Optional<TrainedModel> from() {
    return from;
  }

  /// Where that model comes from, if known.
  Optional<String> source() {
    return source;
  }

  /// The optimiser.
  public Optimizer optimizer() {
    return optimizer;
  }

  /// The learning rate schedule.
  public RateSchedule schedule() {
    return schedule;
  }

  /// Images per step.
  public int batch() {
    return batch;
  }

  /// How many groups the batch is cut into; 1 if it isn't.
  public int groups() {
    return groups.orElse(1);
  }

  /// The training of one group: a batch that has its images alone.
  Training group() {
    return with(
        t -> {
          t.batch = Math.max(1, batch / groups());
          t.groups = Optional.empty();
        });
  }

  /// The order of the training images.
  public Order order() {
    return order;
  }

  /// How often each class comes.
  public Sampling sampling() {
    return sampling;
  }

  /// The batches of a run on these training images.
  Batches batches(Split train) {
    return sampling == Sampling.BALANCED
        ? Batches.balanced(train, batch, seed, order != Order.SEQUENTIAL)
        : order.of(train, batch, seed);
  }

  /// The random augmentations.
  public List<Augmentation> augmentations() {
    return augmentations;
  }

  /// The random seed.
  public long seed() {
    return seed;
  }

  /// What training makes small.
  public Loss loss() {
    return loss.orElse(Loss.crossEntropy());
  }

  /// What is measured besides loss and accuracy.
  public List<Metric> metrics() {
    return metrics;
  }

  /// The factor of the squared weights in the loss.
  public double l2() {
    return l2;
  }

  /// The layers whose weights it applies to, or one of the words for several.
  public List<String> l2Of() {
    return l2Of;
  }

  /// The global norm that gradients are clipped to; 0 for no clipping.
  public double clipNorm() {
    return clipNorm;
  }

  /// The factors of the learning rate by the layers that they apply to.
  public Map<String, Double> rateFactors() {
    return rateFactors;
  }

  /// The factors of the weight decay by the layers that they apply to.
  public Map<String, Double> decayFactors() {
    return decayFactors;
  }

  /// Whether batch normalisation leaves its statistics as they are.
  public boolean freezeStatistics() {
    return freezeStatistics;
  }

  /// The decay of the average of the weights, 0 for none.
  public double averageWeights() {
    return averageWeights;
  }

  /// Whether the features of frozen layers are computed once; empty if the run decides.
  public Optional<Boolean> cacheFeatures() {
    return cacheFeatures;
  }

  /// When to stop early, if at all.
  public Optional<EarlyStopping> earlyStopping() {
    return earlyStopping;
  }

  /// Steps from one report to the next, if they were chosen; a run's settings always have them.
  public Optional<Long> reportEvery() {
    return reportEvery;
  }

  /// Whether reports come at the end of each epoch.
  public boolean reportEachEpoch() {
    return reportEachEpoch;
  }

  /// The fold that is left out, if one is.
  public Optional<Fold> fold() {
    return fold;
  }

  /// By which validation result the best network is kept.
  public Monitor keepBest() {
    return keepBest;
  }

  /// Steps from one checkpoint to the next.
  public long checkpointEvery() {
    return checkpointEvery;
  }

  /// Whether dropout stays on during evaluation.
  public boolean dropoutAtEvaluation() {
    return dropoutAtEvaluation;
  }

  /// The engine.
  public Engine engine() {
    return engine;
  }

  /// The number of threads.
  public int threads() {
    return threads;
  }

  /// The run folder, if it was named.
  public Optional<Path> out() {
    return out;
  }

  /// The folder in which the run gets a folder of a name of its own, if any.
  public Optional<Path> outIn() {
    return outIn;
  }

  /// `lenet: Sgd[learningRate=0.05, weightDecay=0.0], Constant[], 30,000 steps of 16 images,
  /// shuffled, seed 1, vector on 2 threads`.
  @Override
  public String toString() {
    String length =
        epochs
            .map(count -> Problem.count(count) + " epochs in steps")
            .orElse(Problem.count(steps.orElse(USUAL_STEPS)) + " steps");
    return "%s: %s, %s, %s of %d images, %s, seed %d, %s on %d threads"
        .formatted(
            network.name(),
            optimizer,
            schedule,
            length,
            batch,
            order.name().toLowerCase(Locale.ROOT),
            seed,
            engine.name().toLowerCase(Locale.ROOT),
            threads);
  }
}
