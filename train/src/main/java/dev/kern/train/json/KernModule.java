package dev.kern.train.json;

import dev.kern.data.augment.Augmentation;
import dev.kern.graph.Initializer;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Layer;
import dev.kern.math.Activation;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import java.util.List;
import tools.jackson.databind.module.SimpleModule;

/// The words by which layers, initializers, optimisers and schedules stand in JSON: those of their
/// factories in Java.
final class KernModule {
  private KernModule() {}

  static SimpleModule module() {
    SimpleModule module = Records.module("kern");
    Branches.addTo(module);
    layers().addTo(module);
    initializers().addTo(module);
    optimizers().addTo(module);
    schedules().addTo(module);
    augmentations().addTo(module);
    events().addTo(module);
    return module;
  }

  private static Family<Event> events() {
    return new Family<>(Event.class, "event", Event::type)
        .kind("started", Started.class)
        .kind("resumed", Resumed.class)
        .kind("progress", Progress.class)
        .kind("evaluated", Evaluated.class)
        .kind("rateLowered", RateLowered.class)
        .kind("stopped", Stopped.class)
        .kind("failed", Failed.class)
        .kind("finished", Finished.class);
  }

  private static Family<Layer> layers() {
    Family<Layer> family =
        new Family<>(Layer.class, "layer", Layer::kind)
            .kind(Layer.conv(1, 1), "filters", "height", "width")
            .kind(Layer.depthwise(1), "height", "width")
            .kind(Layer.dense(1), "units")
            .kind(Layer.maxPool(2), "height", "width", "stride")
            .kind(Layer.averagePool(2), "height", "width", "stride")
            .value(Layer.globalAveragePool())
            .value(Layer.flatten())
            .kind(Layer.dropout(), "keep")
            .kind(Layer.batchNorm())
            .kind(Layer.padding(0))
            .kind(Layer.residual(), "branches")
            .kind(Layer.concat(Layer.branch(), Layer.branch()), "branches");
    for (Activation activation : Activation.values()) {
      family.value(Layer.activation(activation));
    }
    return family;
  }

  private static Family<Initializer> initializers() {
    return new Family<>(Initializer.class, "initializer", KernModule::word)
        .kind(Initializer.constant(0), "value")
        .kind(Initializer.truncatedNormal(1), "deviation")
        .value(Initializer.glorotUniform())
        .value(Initializer.heNormal());
  }

  private static String word(Initializer initializer) {
    return switch (initializer) {
      case Initializer.Filled _ -> "constant";
      case Initializer.TruncatedNormal _ -> "truncatedNormal";
      case Initializer.GlorotUniform _ -> "glorotUniform";
      case Initializer.HeNormal _ -> "heNormal";
    };
  }

  private static Family<Optimizer> optimizers() {
    Family<Optimizer> family = new Family<>(Optimizer.class, "optimizer", o -> word(o.rule()));
    for (UpdateRule rule : List.of(UpdateRule.sgd(), UpdateRule.momentum(0.9), UpdateRule.adam())) {
      family.kind(new Optimizer(1, rule), rule, KernModule::with, "learningRate");
    }
    return family.formerly("gradientDescent", "sgd");
  }

  private static Optimizer with(Optimizer optimizer, UpdateRule rule) {
    return new Optimizer(optimizer.learningRate(), rule);
  }

  private static String word(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.GradientDescent _ -> "sgd";
      case UpdateRule.Momentum _ -> "momentum";
      case UpdateRule.Adam _ -> "adam";
    };
  }

  private static Family<RateSchedule> schedules() {
    return new Family<>(RateSchedule.class, "schedule", KernModule::word)
        .value(RateSchedule.constant())
        .kind(RateSchedule.exponential(1, 1), "every", "factor")
        .kind(RateSchedule.cosine())
        .kind(RateSchedule.oneCycle())
        .kind(Plateau.plateau(1), "patience");
  }

  private static Family<Augmentation> augmentations() {
    return new Family<>(Augmentation.class, "augmentation", Augmentation::kind)
        .kind(Augmentation.shift(1), "pixels")
        .kind(Augmentation.rotate(1), "degrees")
        .kind(Augmentation.scale(1), "part")
        .kind(Augmentation.stretch(1), "part")
        .kind(Augmentation.shear(1), "part")
        .kind(Augmentation.elastic(1), "pixels")
        .kind(Augmentation.flip())
        .kind(Augmentation.brightness(1), "part")
        .kind(Augmentation.contrast(1), "part")
        .kind(Augmentation.invert(1), "chance")
        .kind(Augmentation.erase(1), "part")
        .kind(Augmentation.mixup(1), "alpha")
        .kind(Augmentation.cutmix(1), "alpha");
  }

  private static String word(RateSchedule schedule) {
    return switch (schedule) {
      case RateSchedule.Constant _ -> "constant";
      case RateSchedule.Exponential _ -> "exponential";
      case RateSchedule.Cosine _ -> "cosine";
      case RateSchedule.OneCycle _ -> "oneCycle";
      case Plateau _ -> "plateau";
      default -> throw new IllegalArgumentException("there is no word for " + schedule);
    };
  }
}
