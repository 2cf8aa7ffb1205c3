package dev.kern.examples;

import dev.kern.data.augment.Augmentation;
import dev.kern.extension.Extension;
import dev.kern.graph.Add;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.Scale;
import dev.kern.graph.Sign;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.CustomInitializers;
import dev.kern.layer.CustomLayers;
import dev.kern.layer.Layer;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.optimize.CustomRules;
import dev.kern.optimize.CustomSchedules;
import java.util.Arrays;

/// What this jar brings of its own, so that files can name it, also on the command line:
/// `KERN_CLASSPATH=mine.jar kern predict RUN image.png`.
///
/// `module-info.java` names it; a jar for the class path names it in
/// `META-INF/services/dev.kern.extension.Extension` instead.
public final class ExampleExtension implements Extension {
  /// A layer without settings.
  public static final Layer DOUBLED = Layer.custom("doubled", (scope, x) -> Add.of(x, x));

  /// An update rule: Lion, Chen et al. 2023.
  public static final UpdateRule.Custom LION =
      UpdateRule.custom(
          "lion",
          1,
          step -> {
            Node g = step.gradient();
            Node m = step.slot(0);
            Node direction = Sign.of(Add.of(Scale.of(m, 0.9), Scale.of(g, 0.1)));
            Node next = Add.of(Scale.of(m, 0.99), Scale.of(g, 0.01));
            return step.moved(step.descend(direction), next);
          });

  /// A schedule: up to the optimiser's rate within ten steps.
  public static final RateSchedule.Custom WARMUP =
      RateSchedule.of("warmup", (step, steps) -> Math.min(1, (step + 1) / 10.0));

  /// An initialiser: an eighth everywhere.
  public static final Initializer.Custom EIGHTHS =
      Initializer.of(
          "eighths",
          (shape, key) -> {
            float[] values = new float[shape.size()];
            Arrays.fill(values, 0.125f);
            return values;
          });

  /// For the service loader.
  public ExampleExtension() {}

  @Override
  public void register() {
    CustomLayers.register(new Twice(2));
    CustomLayers.register(DOUBLED);
    CustomInitializers.register(EIGHTHS);
    CustomRules.register(LION);
    CustomSchedules.register(WARMUP);
    Loss.register(OwnLoss.brierMix());
    Metric.register(OwnLoss.confident());
    Augmentation.register(new Salt(0.1, 0.5));
    Augmentation.register(OwnAugmentation.grain());
  }
}
