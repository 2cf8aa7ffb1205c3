package dev.kern.train;

import dev.kern.run.Variables;
import dev.kern.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The state of a run between two steps, copied into arrays that are there already: taking one
/// costs a copy, and what is slow, such as a disk, works on the copy while training goes on.
///
/// Not thread-safe: it may be taken anew once nobody reads it any more.
final class Snapshot {
  private final List<Variables.Slice> slices;
  private final float[] values;
  private final List<float[]> slots = new ArrayList<>();
  private final Optional<float[]> best;
  private TrainingState state;

  /// A snapshot of how things stand.
  ///
  /// @param top the values of the best evaluation, under early stopping
  Snapshot(TrainingState state, Variables variables, Optional<float[]> top) {
    this.slices = variables.slices();
    this.values = new float[variables.values().length];
    this.best = top.map(array -> new float[array.length]);
    this.state = state;
    take(state, variables, top);
  }

  /// Takes it anew.
  void take(TrainingState now, Variables variables, Optional<float[]> top) {
    state = now;
    copy(variables.values(), values);
    List<float[]> kept = variables.slots();
    while (slots.size() < kept.size()) {
      slots.add(new float[values.length]);
    }
    for (int i = 0; i < kept.size(); i++) {
      copy(kept.get(i), slots.get(i));
    }
    best.ifPresent(array -> copy(top.orElseThrow(), array));
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
    return Checkpoint.of(state, slices, values, slots, best);
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
