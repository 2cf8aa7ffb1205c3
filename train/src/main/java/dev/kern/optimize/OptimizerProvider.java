package dev.kern.optimize;

import dev.kern.graph.RateSchedule;
import dev.kern.graph.UpdateRule;
import java.util.List;

/// What a jar adds to Kern for runs in files: found as a service ([java.util.ServiceLoader]), so
/// that the command line knows the rules and schedules of every jar on its class path.
///
/// A provider is a public class with a public constructor that takes nothing, named in
/// `META-INF/services/dev.kern.optimize.OptimizerProvider` or by `provides` in a module's
/// declaration.
public interface OptimizerProvider {
  /// Custom update rules.
  default List<UpdateRule.Custom> rules() {
    return List.of();
  }

  /// Custom schedules.
  default List<RateSchedule.Custom> schedules() {
    return List.of();
  }
}
