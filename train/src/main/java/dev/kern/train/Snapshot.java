package dev.kern.train;

import dev.kern.run.Variables;
import dev.kern.train.state.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The state of a run between two steps, copied into arrays that are there already: taking one
/// costs a copy, and what is slow, such as a disk, works on the copy while training goes on.
///
/// Not thread-safe: it may be taken anew once nobody reads it any more.
final class Snapshot {
  private final List<Variables.Slice> slices;
  private final float[] values;
  private final List<float[]> slots = new ArrayList<>();
  private final Map<String, float[]> more = new LinkedHashMap<>();
  private TrainingState state;

  /// A snapshot of how things stand.
  ///
  /// @param kept more values of the variables, as a [Checkpoint] has them
  Snapshot(TrainingState state, Variables variables, Map<String, float[]> kept) {
    this.slices = variables.slices();
    this.values = new float[variables.values().length];
    kept.forEach((group, array) -> more.put(group, new float[array.length]));
    this.state = state;
    take(state, variables, kept);
  }

  /// Takes it anew.
  void take(TrainingState now, Variables variables, Map<String, float[]> kept) {
    state = now;
    copy(variables.values(), values);
    List<float[]> optimizer = variables.slots();
    while (slots.size() < optimizer.size()) {
      slots.add(new float[values.length]);
    }
    for (int i = 0; i < optimizer.size(); i++) {
      copy(optimizer.get(i), slots.get(i));
    }
    kept.forEach((group, array) -> copy(array, Objects.requireNonNull(more.get(group))));
  }

  private static void copy(float[] from, float[] into) {
    System.arraycopy(from, 0, into, 0, into.length);
  }

  /// What is no array.
  TrainingState state() {
    return state;
  }

  /// As a checkpoint, in arrays of its own.
  Checkpoint checkpoint() {
    return Checkpoint.of(state, slices, values, slots, more);
  }

  /// Whether all variables and all optimiser state are finite numbers.
  static boolean isFinite(Variables variables) {
    return isFinite(variables.values()) && variables.slots().stream().allMatch(Snapshot::isFinite);
  }

  private static boolean isFinite(float[] array) {
    for (float value : array) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
