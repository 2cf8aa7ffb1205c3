package dev.kern.optimize;

import dev.kern.graph.RateSchedule;
import dev.kern.layer.Registry;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/// The schedules from outside of Kern that files may speak of, by their names.
///
/// To read a run or recipe that names one, a program must have registered it, or a jar must bring
/// it as an [OptimizerProvider].
public final class CustomSchedules {
  private static final Registry<RateSchedule.Custom> SCHEDULES =
      new Registry<>(
          "schedule",
          RateSchedule.Custom::name,
          schedule -> schedule.factor().getClass(),
          Set.of("constant", "exponential", "cosine", "oneCycle", "plateau"),
          () ->
              ServiceLoader.load(OptimizerProvider.class).stream()
                  .flatMap(provider -> provider.get().schedules().stream()));

  private CustomSchedules() {}

  /// Makes a schedule known to the readers of runs and recipes, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(RateSchedule.Custom schedule) {
    SCHEDULES.register(schedule);
  }

  /// The registered schedule of this name.
  public static Optional<RateSchedule.Custom> find(String name) {
    return SCHEDULES.find(name);
  }

  /// The names of all registered schedules.
  public static Set<String> names() {
    return SCHEDULES.names();
  }
}
