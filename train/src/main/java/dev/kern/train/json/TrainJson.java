package dev.kern.train.json;

import static java.util.Objects.requireNonNull;

import dev.kern.data.augment.Augmentation;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.UpdateRule;
import dev.kern.json.Codec;
import dev.kern.json.ObjectCodec;
import dev.kern.json.RecordMapper;
import dev.kern.json.TaggedRecords;
import dev.kern.layer.json.LayerJson;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.optimize.CustomRules;
import dev.kern.optimize.CustomSchedules;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import org.jspecify.annotations.Nullable;

/// The JSON names of events, optimisers, schedules, augmentations, losses and metrics, beside those
/// of layers: the names of their factories in Java.
public final class TrainJson {
  /// Reads and writes networks, their settings and events.
  public static final RecordMapper MAPPER =
      LayerJson.MAPPER
          .with(events())
          .with(optimizers())
          .with(schedules())
          .with(augmentations())
          .with(losses())
          .with(metrics())
          .with(Monitor.class, new MonitorCodec())
          .with(EarlyStopping.class, new EarlyStoppingCodec())
          .with(ClassWeights.class, new ClassWeightsCodec());

  private TrainJson() {}

  private static TaggedRecords<Event> events() {
    return TaggedRecords.of(Event.class, "event", Event::type)
        .plus("started", Started.class)
        .plus("resumed", Resumed.class)
        .plus("progress", Progress.class)
        .plus("evaluated", Evaluated.class)
        .plus("epoch", Epoch.class)
        .plus("rateLowered", RateLowered.class)
        .plus("stopped", Stopped.class)
        .plus("failed", Failed.class)
        .plus("finished", Finished.class);
  }

  private static TaggedRecords<Optimizer> optimizers() {
    return TaggedRecords.of(Optimizer.class, "optimizer", o -> word(o.rule()))
        .plusFlat(Optimizer.sgd(0.05))
        .plusFlat(Optimizer.momentum(0.05, 0.9))
        .plusFlat(Optimizer.adam(0.001))
        .plusFlat(Optimizer.muon(0.02))
        .formerly("gradientDescent", "sgd")
        .plus(CustomRules.registry(), CustomOptimizer::new);
  }

  /// Of an optimizer with a custom rule a file holds the rule's name and these settings.
  private record CustomOptimizer(Optimizer example) implements Codec<Optimizer> {
    private record Settings(double learningRate, double weightDecay) {}

    @Override
    public Optimizer read(@Nullable Object tree, RecordMapper mapper) {
      Settings defaults = new Settings(example.learningRate(), example.weightDecay());
      Settings settings =
          requireNonNull(ObjectCodec.ofRecord(defaults, "learningRate").read(tree, mapper));
      return new Optimizer(settings.learningRate(), example.rule())
          .weightDecay(settings.weightDecay());
    }

    @Override
    public Object write(Optimizer optimizer, RecordMapper mapper) {
      return requireNonNull(
          mapper.tree(new Settings(optimizer.learningRate(), optimizer.weightDecay())));
    }
  }

  private static String word(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> "sgd";
      case UpdateRule.Momentum _ -> "momentum";
      case UpdateRule.Adam _ -> "adam";
      case UpdateRule.Muon _ -> "muon";
      case UpdateRule.Custom custom -> custom.name();
    };
  }

  private static TaggedRecords<RateSchedule> schedules() {
    return TaggedRecords.of(RateSchedule.class, "schedule", TrainJson::word)
        .plusValue(RateSchedule.constant())
        .plus(RateSchedule.exponential(1, 1), "every", "factor")
        .plus(RateSchedule.cosine())
        .plus(RateSchedule.oneCycle())
        .plus(RateSchedule.linear(0.1), "points")
        .plus(Plateau.plateau(3))
        .plus(CustomSchedules.registry(), ObjectCodec::ofValue);
  }

  private static String word(RateSchedule schedule) {
    return switch (schedule) {
      case RateSchedule.Constant _ -> "constant";
      case RateSchedule.Exponential _ -> "exponential";
      case RateSchedule.Cosine _ -> "cosine";
      case RateSchedule.OneCycle _ -> "oneCycle";
      case RateSchedule.Pieces _ -> "pieces";
      case Plateau _ -> "plateau";
      case RateSchedule.Custom(String name, _) -> name;
      default ->
          throw new IllegalArgumentException(
              "a file can't hold a schedule of the class %s; fix: RateSchedule.of(\"name\", (step, steps) -> ...)"
                  .formatted(schedule.getClass().getName()));
    };
  }

  private static TaggedRecords<Augmentation> augmentations() {
    return TaggedRecords.of(Augmentation.class, "augmentation", Augmentation::kind)
        .plus(Augmentation.shift(2))
        .plus(Augmentation.rotate(10))
        .plus(Augmentation.scale(0.1))
        .plus(Augmentation.stretch(0.1))
        .plus(Augmentation.shear(0.1))
        .plus(Augmentation.elastic(2))
        .plus(Augmentation.flip())
        .plusValue(Augmentation.alternatingFlip())
        .plus(Augmentation.crop(2))
        .plus(Augmentation.brightness(0.2))
        .plus(Augmentation.contrast(0.2))
        .plus(Augmentation.invert(0.1))
        .plus(Augmentation.erase(0.2))
        .plus(Augmentation.cutout(8))
        .plus(Augmentation.mixup(0.2))
        .plus(Augmentation.cutmix(1))
        .plus(Augmentation.registry(), ObjectCodec::ofExample);
  }

  private static TaggedRecords<Loss> losses() {
    return TaggedRecords.of(Loss.class, "loss", Loss::kind)
        .plus(Loss.crossEntropy())
        .plus(Loss.binaryCrossEntropy())
        .plus(Loss.meanSquaredError())
        .plus(Loss.heads())
        .plus(Loss.registry(), ObjectCodec::ofExample);
  }

  private static TaggedRecords<Metric> metrics() {
    return TaggedRecords.of(Metric.class, "metric", Metric::kind)
        .plusValue(Metric.accuracy())
        .plus(Metric.topAccuracy(5))
        .plusValue(Metric.meanLoss())
        .plusValue(Metric.macroF1())
        .plusValue(Metric.microF1())
        .plusValue(Metric.exactMatch())
        .plusValue(Metric.hammingAccuracy())
        .plusValue(Metric.meanSquaredError())
        .plusValue(Metric.meanAbsoluteError())
        .plusValue(Metric.r2())
        .plus(Metric.ofHead("head", Metric.accuracy()))
        .plus(Metric.registry(), ObjectCodec::ofExample);
  }
}
