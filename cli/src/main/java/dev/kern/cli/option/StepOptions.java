package dev.kern.cli.option;

import dev.kern.cli.terminal.Output;
import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.layer.LayerChoice;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.CrossEntropy;
import dev.kern.loss.Loss;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.Order;
import dev.kern.train.Sampling;
import dev.kern.train.Training;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say what a training step is: which network, on which images, by which loss.
public final class StepOptions {
  @Option(names = "--network", paramLabel = "NAME|FILE", description = NetworkSource.WORDS)
  private @Nullable String network;

  @Option(
      names = "--from",
      paramLabel = "RUN|MODEL",
      description = "start from a trained model instead of random weights")
  private @Nullable Path from;

  @Option(
      names = "--freeze",
      paramLabel = "LAYERS",
      description =
          "layers of the --from model that stay as they are: backbone (all before the last layer"
              + " with weights), ..conv3 (all up to conv3), or a list such as conv1,conv2; none for"
              + " no layer, not even those that are frozen in the model")
  private @Nullable String freeze;

  @Option(
      names = "--freeze-statistics",
      description =
          "leave the statistics of batch normalisation as they are, and use them, in layers that"
              + " are trained too")
  private boolean freezeStatistics;

  @Option(
      names = "--cache-features",
      negatable = true,
      description =
          "compute once what frozen layers at the beginning make of each image (default: without"
              + " --augment, if it takes 512 MiB or less)")
  private @Nullable Boolean cacheFeatures;

  @Option(
      names = "--head",
      paramLabel = "LAYERS",
      converter = HeadOption.Converter.class,
      description = HeadOption.WORDS)
  private @Nullable HeadOption head;

  @Option(
      names = "--rate-factors",
      paramLabel = "LIST",
      converter = FactorsOption.RateConverter.class,
      description = FactorsOption.RATE_WORDS)
  private @Nullable FactorsOption rateFactors;

  @Option(
      names = "--weight-decay",
      paramLabel = "PART",
      description =
          "what is subtracted of each weight per step and unit of the learning rate, such as 0.01,"
              + " with any optimizer")
  private @Nullable Double weightDecay;

  @Option(
      names = "--decay-factors",
      paramLabel = "LIST",
      converter = FactorsOption.DecayConverter.class,
      description = FactorsOption.DECAY_WORDS)
  private @Nullable FactorsOption decayFactors;

  @Option(
      names = "--batch",
      description = "images per step (default: the network's own; 32 where none is named)")
  private @Nullable Integer batch;

  @Option(
      names = "--optimizer",
      paramLabel = "OPTIMIZER",
      converter = OptimizerOption.Converter.class,
      description = OptimizerOption.WORDS)
  private @Nullable OptimizerOption optimizer;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      converter = NamedSetting.LossConverter.class,
      description =
          "crossEntropy (default), meanSquaredError, binaryCrossEntropy, or one from a jar")
  private @Nullable Loss loss;

  @Option(
      names = "--label-smoothing",
      paramLabel = "PART",
      description = "how much of each label is spread evenly over all classes, such as 0.1")
  private @Nullable Double labelSmoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      converter = ClassWeightsOption.class,
      description = ClassWeightsOption.WORDS)
  private @Nullable ClassWeights classWeights;

  @Option(
      names = "--l2",
      paramLabel = "FACTOR",
      description =
          "L2 penalty on the weights of all layers; for the notebook's networks, of the last two"
              + " dense layers")
  private @Nullable Double l2;

  @Option(
      names = "--l2-of",
      paramLabel = "LAYERS",
      split = ",",
      description = "the layers that --l2 applies to, such as conv1,dense1, or all")
  private String @Nullable [] l2Of;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "clip gradients to this global norm")
  private @Nullable Double clipNorm;

  @Option(
      names = "--average-weights",
      paramLabel = "DECAY",
      description = {
        "score and keep the moving average of the weights,",
        "such as 0.999: over about a thousand steps"
      })
  private @Nullable Double averageWeights;

  @Option(
      names = "--order",
      description =
          "sequential (as in the notebook), shuffled, or windowed (for data larger than memory)")
  private @Nullable Order order;

  @Option(
      names = "--sampling",
      description =
          "natural (default), or balanced: each class equally often, by drawing the images of"
              + " small classes more often")
  private @Nullable Sampling sampling;

  @Option(
      names = "--augment",
      paramLabel = "LIST",
      converter = AugmentOption.Converter.class,
      description = AugmentOption.WORDS)
  private @Nullable AugmentOption augment;

  @Option(names = "--seed", description = "random seed (default: 1)")
  private @Nullable Long seed;

  @Option(
      names = "--threads",
      description = "worker threads (default: one per processor); results don't depend on it")
  private @Nullable Integer threads;

  @Option(names = "--engine", description = "vector (default), exact, scalar or reference")
  private @Nullable Engine engine;

  @Option(
      names = "--exact",
      description = "disable fast convolution algorithms (Winograd); same as --engine exact")
  private boolean exact;

  @Mixin private final SizingOption sizing = new SizingOption();

  @Mixin private final ClassesOption classes = new ClassesOption();

  @Mixin private final OnnxOption onnx = new OnnxOption();

  private @Nullable ModelScaling start;

  /// Opens the data, scaled as an option or the model to start from says, and shows the progress.
  public Dataset open(List<DataPart> sources, Output output) {
    if (from == null) {
      refuseClasses();
      return sizing.open(sources, output);
    }
    ModelScaling model = start(from, output);
    Dataset images = sizing.open(sources, output, model);
    model.tellUnknown(images, output);
    return images;
  }

  /// The model to start from; it is read once.
  private ModelScaling start(Path path, Output output) {
    ModelScaling known = start;
    if (known == null) {
      refuseNetwork(path);
      known =
          ModelScaling.of(path, sizing.scale(), onnx.options(sizing.size()))
              .with(model -> classes.applied(model, output));
      start = known;
    }
    return known;
  }

  private static TrainedModel frozen(TrainedModel model, String layers) {
    return layers.equals("none") ? model.unfrozen() : model.frozen(new LayerChoice(layers));
  }

  private void refuseClasses() {
    if (classes.isGiven()) {
      throw new IllegalArgumentException(
          """
          --classes: only a trained model has outputs to name
            given     --classes without --from
            fix       --from RUN, or leave it out; the data names its own classes\
          """);
    }
  }

  /// Whether training starts from a trained model.
  public boolean startsFromModel() {
    return from != null;
  }

  /// A line about the new head, if one was asked for.
  public Optional<String> newHead() {
    return Optional.ofNullable(head).map(HeadOption::words);
  }

  /// The number of threads, if it was given.
  public @Nullable Integer threads() {
    return threads;
  }

  /// The network's own settings, overridden by those of the recipe, then by these options.
  ///
  /// @param learningRate the learning rate, if it was given
  public Training training(Optional<Recipe> written, DataSize data, @Nullable Double learningRate) {
    Training own = usual(written, data);
    Training usual = written.map(text -> text.settings(own)).orElse(own);
    Training training = usual.optimizer(optimizer(usual, learningRate));
    training = seed == null ? training : training.seed(seed);
    training = threads == null ? training : training.threads(threads);
    training = engine == null ? training : training.engine(engine);
    boolean exactly = exact && training.engine() == Engine.VECTOR;
    training = exactly ? training.engine(Engine.EXACT) : training;
    training = batch == null ? training : training.batch(batch);
    training = l2 == null ? training : training.l2(l2);
    training = l2Of == null ? training : training.l2(training.l2(), l2Of);
    training = clipNorm == null ? training : training.clipNorm(clipNorm);
    training = averageWeights == null ? training : training.averageWeights(averageWeights);
    training = order == null ? training : training.order(order);
    training = augment == null ? training : training.augment(augment.augmentations());
    training = freezeStatistics ? training.freezeStatistics(true) : training;
    training = cacheFeatures == null ? training : training.cacheFeatures(cacheFeatures);
    training = rateFactors == null ? training : rateFactors.applied(training, Training::rateFactor);
    training =
        decayFactors == null ? training : decayFactors.applied(training, Training::decayFactor);
    training = training.loss(loss(training.loss()));
    return sampling == null ? training : training.sampling(sampling);
  }

  /// What is trained, with its usual settings.
  private Training usual(Optional<Recipe> written, DataSize data) {
    if (from != null) {
      TrainedModel model = Objects.requireNonNull(start, "the data is opened first").trained();
      // Of the backbone that a user means, the new head is no part.
      TrainedModel chosen = freeze == null ? model : frozen(model, freeze);
      return Training.of(head == null ? chosen : head.on(chosen)).source(from);
    }
    if (head != null) {
      throw new IllegalArgumentException(
          """
          --head: only a trained model can get another head
            given     --head without --from
            fix       --from RUN, or leave it out\
          """);
    }
    if (freeze != null) {
      throw new IllegalArgumentException(
          """
          --freeze: only the layers of a trained model can stay as they are
            given     --freeze %s without --from
            fix       --from RUN --freeze %s, or leave it out\
          """
              .formatted(freeze, freeze));
    }
    return NetworkSource.training(Optional.ofNullable(network), written, data);
  }

  private void refuseNetwork(Path model) {
    if (network != null) {
      throw new IllegalArgumentException(
          """
          kern train: a trained model already has a network
            given     --from %s and --network %s
            fix       remove one of them\
          """
              .formatted(model, network));
    }
  }

  private Optimizer optimizer(Training usual, @Nullable Double learningRate) {
    Optimizer chosen =
        optimizer == null
            ? usual.optimizer()
            : optimizer.optimizer(
                learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate));
    Optimizer rated = learningRate == null ? chosen : chosen.learningRate(learningRate);
    return weightDecay == null ? rated : rated.weightDecay(weightDecay);
  }

  private Loss loss(Loss usual) {
    Loss chosen = loss == null ? usual : loss;
    if (labelSmoothing == null && classWeights == null) {
      return chosen;
    }
    if (!(chosen instanceof CrossEntropy entropy)) {
      throw new IllegalArgumentException(
          """
          %s: this loss has no such setting
            given     the loss %s
            expected  crossEntropy, for data with classes
            fix       leave it out\
          """
              .formatted(
                  labelSmoothing == null ? "--class-weights" : "--label-smoothing", chosen.kind()));
    }
    CrossEntropy smoothed =
        labelSmoothing == null ? entropy : entropy.labelSmoothing(labelSmoothing);
    return classWeights == null ? smoothed : smoothed.classWeights(classWeights);
  }
}
