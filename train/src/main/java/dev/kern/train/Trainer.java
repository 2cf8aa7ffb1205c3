package dev.kern.train;

import dev.kern.data.ReadAhead;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.exchange.Exchange;
import dev.kern.exchange.ExchangeException;
import dev.kern.json.RecordMapper;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Plateau;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Stopped;
import dev.kern.train.state.EarlyStoppingState;
import dev.kern.train.state.EpochMeter;
import dev.kern.train.state.PauseGate;
import dev.kern.train.state.PlateauState;
import dev.kern.train.state.Stopwatch;
import dev.kern.train.state.TrainingState;
import dev.kern.train.state.WeightAverage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The training loop: steps, and now and then a report in the notebook's order, which is the loss,
/// the minibatch's accuracy, the validation accuracy.
///
/// A step allocates nothing; a report does.
final class Trainer {
  /// A state is remembered at least so often, in steps: what has to be done over to find a fault.
  private static final long MEMORY = 1_000;

  private final RunContext context;
  private final Optional<Ranks> ranks;
  private final StepRunner steps;
  private final Evaluator evaluator;
  private final Optional<PlateauState> falling;
  private final Optional<EarlyStoppingState> best;
  private final Optional<WeightAverage> average;
  private final Checkpointer checkpointer;
  private final Listener listener;
  private final EpochMeter meter = new EpochMeter();
  private final long reportEvery;
  private Optional<TrainingState.BestEvaluation> peak = Optional.empty();
  private Optional<Evaluation> validation = Optional.empty();
  private Stopwatch watch = new Stopwatch(0, 0, 0);
  private long done;
  private boolean stopped;

  /// @param ranks the processes that share each step, if there are several
  Trainer(
      RunContext context,
      Optional<Ranks> ranks,
      Evaluator evaluator,
      Checkpointer checkpointer,
      Listener listener) {
    Training training = context.training();
    this.context = context;
    this.ranks = ranks;
    this.steps = new StepRunner(context, context.input(context.data().train(), listener), ranks);
    this.evaluator = evaluator;
    this.falling =
        training.schedule() instanceof Plateau rule
            ? Optional.of(new PlateauState(rule, training.optimizer().learningRate()))
            : Optional.empty();
    this.best =
        training.earlyStopping().map(rule -> new EarlyStoppingState(rule, context.variables()));
    this.average =
        training.averageWeights() > 0
            ? Optional.of(new WeightAverage(training.averageWeights(), context.variables()))
            : Optional.empty();
    this.reportEvery = training.reportEvery().orElseThrow();
    this.checkpointer = checkpointer;
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
        || state.done() > context.steps()
        || state.falling().isPresent() != falling.isPresent()
        || state.best().isPresent() != best.isPresent()) {
      throw Problem.at(where, "this checkpoint was written with other settings")
          .given(RecordMapper.PLAIN.line(state))
          .expected(
              "the state of a run of %s steps with these settings"
                  .formatted(Problem.count(context.steps())))
          .fix("delete it");
    }
    checkpoint.restore(where, context.variables(), kept());
    falling.ifPresent(rate -> rate.resume(state.falling().orElseThrow()));
    best.ifPresent(top -> top.resume(state.best().orElseThrow()));
    peak = state.peak();
    state.pass().ifPresent(meter::resume);
    done = state.done();
    context.session().step(done);
    watch = new Stopwatch(state.seconds(), state.working(), done);
  }

  /// Trains to the last step, or until it's time to stop.
  ///
  /// Fails with [DivergedException] if a number is no longer finite, with `DataException` if
  /// something can't be kept, with [ExchangeException] if another rank is gone or silent; what was
  /// done until then is kept.
  ///
  /// @param interrupted whether to stop between two steps, to be resumed
  /// @param end why to end after the step, if that is wanted
  /// @param gate what a pause closes
  void fit(BooleanSupplier interrupted, Supplier<Optional<String>> end, PauseGate gate) {
    useFallingRate();
    Snapshot good = snapshot();
    try (Closeable _ = join();
        ReadAhead ahead = steps.readAhead(done)) {
      train(good, ahead, interrupted, end, gate);
    }
    remember(good);
    if (isComplete()) {
      finish();
    } else {
      checkpointer.keep(good);
    }
  }

  private void train(
      Snapshot good,
      ReadAhead ahead,
      BooleanSupplier interrupted,
      Supplier<Optional<String>> end,
      PauseGate gate) {
    try {
      while (!isComplete() && !stops(interrupted)) {
        if (gate.isClosed() && ranks.isEmpty()) {
          pause(good, gate);
          continue;
        }
        ahead.reached(done);
        if (ranks.isPresent()) {
          steps.ask(interrupted.getAsBoolean(), end.get().isPresent());
        }
        float loss = steps.run(done);
        if (!Float.isFinite(loss)) {
          throw diverged(good, done + 1);
        }
        advance(loss);
        listener.step(done, context.steps());
        Optional<String> reason = reason(end);
        if (reason.isPresent()) {
          end(reason.get());
        }
        if (!isComplete()) {
          keepNowAndThen(good);
        }
      }
    } catch (ExchangeException e) {
      remember(good); // all is as it was before the step
      checkpointer.keep(good);
      checkpointer.await();
      throw e;
    }
  }

  /// Something to close after the last step, which fails with nothing.
  private interface Closeable extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for the other ranks, if there are any.
  private Closeable join() {
    if (ranks.isEmpty()) {
      return () -> {};
    }
    Exchange exchange = steps.join(ranks.get(), RankTerms.of(context, done));
    return exchange::close;
  }

  /// Whether to stop now: all ranks after the same step.
  private boolean stops(BooleanSupplier interrupted) {
    return ranks.isPresent() ? steps.interrupts() : interrupted.getAsBoolean();
  }

  /// Why to end after this step, if that is wanted: of several ranks after the step with which all
  /// were told.
  private Optional<String> reason(Supplier<Optional<String>> end) {
    if (ranks.isEmpty()) {
      return end.get();
    }
    return steps.ends() ? Optional.of(end.get().orElse("another rank ended it")) : Optional.empty();
  }

  /// Keeps a checkpoint and waits: who ends the program during a pause loses nothing.
  private void pause(Snapshot good, PauseGate gate) {
    remember(good);
    checkpointer.keep(good);
    checkpointer.await();
    listener.paused(true, done);
    watch.suspend(gate::await);
    listener.paused(false, done);
  }

  /// Leaves the weights that the run ends with in the variables.
  private void finish() {
    if (best.filter(EarlyStoppingState::restores).isPresent()) {
      best.get().restore();
    } else {
      average.ifPresent(WeightAverage::swap);
    }
  }

  private void end(String reason) {
    if (!isComplete()) {
      stopped = true;
      long last = done - 1;
      long kept =
          best.filter(EarlyStoppingState::restores).map(EarlyStoppingState::step).orElse(last);
      listener.on(new Stopped(last, reason, kept));
    }
  }

  private void keepNowAndThen(Snapshot good) {
    boolean checkpoint = done % context.training().checkpointEvery() == 0;
    if (checkpoint || done % MEMORY == 0) {
      remember(good);
    }
    if (checkpoint) {
      checkpointer.keep(good);
    }
  }

  private void useFallingRate() {
    falling.ifPresent(rate -> steps.rate(rate.rate()));
  }

  /// What belongs to a step after its plan has run.
  private void advance(float loss) {
    long ended = steps.epochEndedBy(done);
    boolean byEpochs = context.training().reportEachEpoch();
    int correct = steps.correct();
    meter.add(loss, correct);
    if (average.isPresent()) {
      average.get().after(done);
    }
    listener.measured(done, loss, correct, rate());
    if (byEpochs ? ended > 0 : done % reportEvery == 0) {
      report(loss);
    }
    if (ended > 0) {
      Epoch epoch = meter.end(ended, done, context.training().batch(), validation);
      listener.epoch(epoch);
      if (byEpochs) {
        listener.on(epoch);
      }
    }
    validation = Optional.empty();
    done++;
  }

  /// Takes the last good state anew, if all is well: one with a number that isn't finite must not
  /// replace one that the run could go on from.
  private void remember(Snapshot good) {
    checkpointer.await();
    if (!Snapshot.isFinite(context.variables())) {
      throw diverged(good, done);
    }
    good.take(state(), context.variables(), kept());
  }

  private Snapshot snapshot() {
    return new Snapshot(state(), context.variables(), kept());
  }

  /// What is kept of the variables besides their values.
  private Map<String, float[]> kept() {
    Map<String, float[]> kept = new LinkedHashMap<>();
    best.ifPresent(top -> kept.put(Checkpoint.BEST, top.values()));
    average.ifPresent(weights -> kept.put(Checkpoint.AVERAGE, weights.averages()));
    return kept;
  }

  /// What decides how the run goes on, besides the variables.
  private TrainingState state() {
    return new TrainingState(
        done,
        watch.seconds(),
        watch.working(),
        falling.map(PlateauState::state),
        best.map(EarlyStoppingState::state),
        peak,
        Optional.of(meter.state()));
  }

  /// Goes back to the last good state and does the steps over, which gives the same bits, to find
  /// where a number stopped being finite. Each rank does so by itself, on all groups.
  ///
  /// @param end how many steps there are until then, at most
  private DivergedException diverged(Snapshot good, long end) {
    Trainer again =
        new Trainer(context, Optional.empty(), evaluator, Checkpointer.NOTHING, event -> {});
    again.resume("the last good state", good.checkpoint());
    again.useFallingRate();
    return again.redo(end);
  }

  private DivergedException redo(long end) {
    Snapshot before = snapshot();
    while (done < end) {
      before.take(state(), context.variables(), kept());
      float loss = steps.run(done);
      if (!Float.isFinite(loss) || !Snapshot.isFinite(context.variables())) {
        resume("the state before the failure", before.checkpoint());
        return new NonFiniteFinder(context, steps)
            .of(done)
            .map(fault -> DivergedException.of(done, fault))
            .orElseThrow(() -> unstable(done));
      }
      advance(loss);
    }
    throw unstable(end);
  }

  private static IllegalStateException unstable(long step) {
    return new IllegalStateException(
        "not reproducible: repeated up to step %d, all numbers stay finite".formatted(step));
  }

  /// Whether the last step was done or it was time to stop.
  boolean isComplete() {
    return stopped || done >= context.steps();
  }

  /// The learning rate of the step. Allocates nothing.
  private double rate() {
    return falling.isPresent() ? falling.get().rate()[0] : context.schedule().at(done);
  }

  private void report(float loss) {
    double speed = watch.lap(done + 1);
    listener.on(
        new Progress(done, loss, steps.minibatchAccuracy(), rate(), watch.seconds(), speed));
    average.ifPresent(WeightAverage::swap);
    try {
      context.data().split(SplitName.VALID).ifPresent(this::validate);
    } finally {
      average.ifPresent(WeightAverage::swap);
    }
  }

  private void validate(Split split) {
    Evaluation evaluation = evaluate(SplitName.VALID, split);
    validation = Optional.of(evaluation);
    if (falling.isPresent() && falling.get().after(evaluation)) {
      listener.on(new RateLowered(done, falling.get().rate()[0]));
    }
    if (best.isPresent() && best.get().after(done, evaluation)) {
      stopped = true;
      String reason =
          "no improvement on the validation images for %d evaluations"
              .formatted(context.training().earlyStopping().orElseThrow().patience());
      listener.on(new Stopped(done, reason, best.get().step()));
    }
  }

  /// Scores the network on a part of the data, and tells.
  Evaluation evaluate(SplitName splitName, Split split) {
    Evaluation evaluation = watch.pause(() -> evaluator.evaluate(context.input(split, listener)));
    listener.on(
        new Evaluated(
            done,
            splitName.key(),
            evaluation.accuracy(),
            evaluation.loss(),
            evaluation.count(),
            evaluation.metrics()));
    listener.evaluated(splitName, evaluation);
    if (splitName == SplitName.VALID) {
      keepBest(evaluation);
    }
    return evaluation;
  }

  private void keepBest(Evaluation evaluation) {
    Monitor wanted = context.training().keepBest();
    boolean accuracy = wanted.equals(Monitor.ACCURACY) && !Double.isNaN(evaluation.accuracy());
    Monitor watched = wanted.equals(Monitor.ACCURACY) && !accuracy ? Monitor.LOSS : wanted;
    double score = watched.score(evaluation.results());
    if (!Double.isNaN(score) && peak.stream().noneMatch(top -> top.compared() >= score)) {
      peak =
          Optional.of(
              new TrainingState.BestEvaluation(
                  done, evaluation.accuracy(), accuracy ? Optional.empty() : Optional.of(score)));
      checkpointer.keepBest(TrainedModel.of(context.model(), context.variables()));
    }
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
