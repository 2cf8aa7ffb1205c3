package dev.kern.optimize;

import dev.kern.extension.Registry;
import dev.kern.graph.RateSchedule;
import java.util.Set;

/// The schedules from outside of Kern that files can name, by their names.
///
/// To read a run or recipe that names one, a program must have registered it, or a jar must
/// register it as an [extension][dev.kern.extension.Extension].
public final class CustomSchedules {
  private static final Registry<RateSchedule> SCHEDULES =
      new Registry<>(
          "schedule",
          "CustomSchedules",
          Set.of("constant", "exponential", "cosine", "oneCycle", "pieces", "plateau"),
          schedule -> custom(schedule).name(),
          schedule -> custom(schedule).factor().getClass());

  private CustomSchedules() {}

  /// Makes a schedule known to the readers of runs and recipes, in this process.
  ///
  /// Fails with [IllegalArgumentException] if its name is that of one of Kern's own, or of another
  /// one.
  public static void register(RateSchedule.Custom schedule) {
    SCHEDULES.register(schedule);
  }

  /// The registered schedules.
  public static Registry<RateSchedule> registry() {
    return SCHEDULES;
  }

  private static RateSchedule.Custom custom(RateSchedule schedule) {
    return (RateSchedule.Custom) schedule;
  }
}
