package dev.kern.train.state;

import dev.kern.model.Evaluation;
import dev.kern.train.event.Epoch;
import java.util.Optional;

/// The means over the steps of an epoch.
public final class EpochMeter {
  private double loss;
  private long right;
  private long steps;

  /// Takes a step's loss, and how many images were classified correctly; fewer than none where
  /// images have other targets than classes.
  public void add(float batchLoss, int correct) {
    loss += batchLoss;
    right += correct;
    steps++;
  }

  /// The epoch that a step has ended; then begins anew.
  ///
  /// @param epoch which one, from 1
  /// @param batch images per step
  public Epoch end(long epoch, long step, int batch, Optional<Evaluation> validation) {
    Epoch ended =
        new Epoch(
            epoch,
            step,
            loss / steps,
            right < 0 ? Double.NaN : (double) right / (steps * batch),
            validation.map(Evaluation::loss),
            validation.map(Evaluation::accuracy));
    resume(new TrainingState.EpochSums(0, 0, 0));
    return ended;
  }

  /// Where it stands.
  public TrainingState.EpochSums state() {
    return new TrainingState.EpochSums(loss, right, steps);
  }

  /// Goes on from where it stood.
  public void resume(TrainingState.EpochSums state) {
    loss = state.loss();
    right = state.right();
    steps = state.steps();
  }
}
