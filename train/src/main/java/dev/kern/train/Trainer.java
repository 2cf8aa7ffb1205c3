package dev.kern.train;

import dev.kern.data.Part;
import dev.kern.data.ReadAhead;
import dev.kern.data.Split;
import dev.kern.data.file.Problem;
import dev.kern.optimize.RateSchedule;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Stopped;
import dev.kern.train.json.Json;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The training loop: steps, and now and then a report in the notebook's order, which is the loss,
/// the minibatch's accuracy, the validation accuracy.
///
/// A step allocates nothing; a report does.
final class Trainer {
  private final Setup setup;
  private final Steps steps;
  private final Evaluator evaluator;
  private final Optional<FallingRate> falling;
  private final Optional<Best> best;
  private final Listener listener;
  private Stopwatch watch = new Stopwatch(0, 0, 0);
  private long done;
  private boolean stopped;

  Trainer(Setup setup, Evaluator evaluator, Listener listener) {
    Training training = setup.training();
    this.setup = setup;
    this.steps = new Steps(setup.graph(), setup.session(), setup.data().train(), training);
    this.evaluator = evaluator;
    this.falling =
        training.schedule() instanceof RateSchedule.Plateau rule
            ? Optional.of(new FallingRate(rule, training.optimizer().learningRate()))
            : Optional.empty();
    this.best = training.earlyStopping().map(rule -> new Best(rule, setup.variables()));
    this.listener = listener;
  }

  /// Goes on from a checkpoint instead of from the first step.
  ///
  /// Fails with `DataException` if it belongs to another run.
  ///
  /// @param where what messages call the checkpoint
  void resume(String where, Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    if (state.done() < 0
        || state.done() > setup.steps()
        || state.falling().isPresent() != falling.isPresent()
        || state.best().isPresent() != best.isPresent()) {
      throw Problem.at(where, "this is a checkpoint of a run with other settings")
          .given(Json.line(state))
          .expected("a state of a run of %,d steps with these settings".formatted(setup.steps()))
          .mend("take it away");
    }
    checkpoint.restore(where, setup.variables(), best.map(Best::values));
    falling.ifPresent(rate -> rate.resume(state.falling().orElseThrow()));
    best.ifPresent(top -> top.resume(state.best().orElseThrow()));
    done = state.done();
    setup.session().step(done);
    watch = new Stopwatch(state.seconds(), state.working(), done);
  }

  /// A copy of all that decides how the run goes on.
  Checkpoint checkpoint() {
    TrainingState state =
        new TrainingState(
            done,
            watch.seconds(),
            watch.working(),
            falling.map(FallingRate::state),
            best.map(Best::state));
    return Checkpoint.of(state, setup.variables(), best.map(Best::values));
  }

  /// Trains to the last step, or until it's time to stop.
  ///
  /// Fails with [DivergedException] if a number is not finite any more.
  ///
  /// @param keep takes a checkpoint now and then; if empty, none are made
  /// @param interrupted whether to stop between two steps
  void fit(Optional<Consumer<Checkpoint>> keep, BooleanSupplier interrupted) {
    falling.ifPresent(rate -> steps.rate(rate.rate()));
    try (ReadAhead ahead = steps.readAhead(done)) {
      while (done < setup.steps() && !stopped && !interrupted.getAsBoolean()) {
        ahead.reached(done);
        float loss = steps.run(done);
        if (!Float.isFinite(loss)) {
          throw new DivergedException(done, "unknown", loss);
        }
        if (done % setup.training().reportEvery() == 0) {
          report(loss);
        }
        done++;
        listener.step(done, setup.steps());
        if (done % setup.training().checkpointEvery() == 0 && done < setup.steps() && !stopped) {
          keep.ifPresent(this::keep);
        }
      }
    }
    if (!isComplete()) {
      keep.ifPresent(this::keep);
      return;
    }
    best.ifPresent(Best::restore);
  }

  /// Hands a checkpoint over, if all is well: one with a number that isn't finite would replace an
  /// older one that the run could go on from.
  private void keep(Consumer<Checkpoint> keep) {
    Checkpoint checkpoint = checkpoint();
    if (!checkpoint.isFinite()) {
      throw new DivergedException(done, "the variables", Float.NaN);
    }
    keep.accept(checkpoint);
  }

  /// Whether the last step was done or it was time to stop.
  boolean isComplete() {
    return stopped || done >= setup.steps();
  }

  private void report(float loss) {
    double rate = falling.map(f -> (double) f.rate()[0]).orElseGet(() -> setup.schedule().at(done));
    double speed = watch.lap(done + 1);
    listener.on(new Progress(done, loss, steps.minibatchAccuracy(), rate, watch.seconds(), speed));
    setup.data().split(Part.VALID).ifPresent(this::validate);
  }

  private void validate(Split split) {
    Evaluation evaluation = evaluate(Part.VALID, split);
    if (falling.isPresent() && falling.get().after(evaluation)) {
      listener.on(new RateLowered(done, falling.get().rate()[0]));
    }
    if (best.isPresent() && best.get().after(done, evaluation)) {
      stopped = true;
      String reason =
          "the validation result has not improved for %d evaluations"
              .formatted(setup.training().earlyStopping().orElseThrow().patience());
      listener.on(new Stopped(done, reason, best.get().step()));
    }
  }

  /// Scores the network on a part of the data, and tells.
  Evaluation evaluate(Part part, Split split) {
    Evaluation evaluation = watch.pause(() -> evaluator.evaluate(split));
    listener.on(
        new Evaluated(
            done, part.key(), evaluation.accuracy(), evaluation.loss(), evaluation.count()));
    return evaluation;
  }

  /// Steps done so far.
  long done() {
    return done;
  }

  /// How long it has taken so far.
  Stopwatch watch() {
    return watch;
  }
}
