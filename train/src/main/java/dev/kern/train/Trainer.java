package dev.kern.train;

import dev.kern.data.Part;
import dev.kern.data.Split;
import dev.kern.optimize.RateSchedule;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Stopped;
import java.util.Optional;

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
  private final Stopwatch watch = new Stopwatch();
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

  /// Trains to the last step, or until it's time to stop.
  ///
  /// Fails with [DivergedException] if the loss is no finite number any more.
  void fit() {
    falling.ifPresent(rate -> steps.rate(rate.rate()));
    while (done < setup.steps() && !stopped) {
      float loss = steps.run(done);
      if (!Float.isFinite(loss)) {
        throw new DivergedException(done, "unknown", loss);
      }
      if (done % setup.training().reportEvery() == 0) {
        report(loss);
      }
      done++;
      listener.step(done, setup.steps());
    }
    best.ifPresent(Best::restore);
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
