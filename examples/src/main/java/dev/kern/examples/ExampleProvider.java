package dev.kern.examples;

import dev.kern.graph.Add;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.Scale;
import dev.kern.graph.Sign;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Layer;
import dev.kern.layer.LayerProvider;
import dev.kern.optimize.OptimizerProvider;
import java.util.Arrays;
import java.util.List;

/// What this jar brings of its own, so that files may speak of it, also on the command line:
/// `KERN_CLASSPATH=mine.jar kern predict RUN image.png`.
///
/// `module-info.java` names it; a jar for the class path names it in `META-INF/services` instead,
/// in a file for each of the two interfaces.
public final class ExampleProvider implements LayerProvider, OptimizerProvider {
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

  /// An initializer: an eighth everywhere.
  public static final Initializer.Custom EIGHTHS =
      Initializer.of(
          "eighths",
          (shape, key) -> {
            float[] values = new float[shape.size()];
            Arrays.fill(values, 0.125f);
            return values;
          });

  /// For the service loader.
  public ExampleProvider() {}

  @Override
  public List<Layer> layers() {
    return List.of(new Twice(2), DOUBLED);
  }

  @Override
  public List<Initializer.Custom> initializers() {
    return List.of(EIGHTHS);
  }

  @Override
  public List<UpdateRule.Custom> rules() {
    return List.of(LION);
  }

  @Override
  public List<RateSchedule.Custom> schedules() {
    return List.of(WARMUP);
  }
}
