package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.model.Classifier;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import dev.kern.run.Variables;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.file.EventLog;
import dev.kern.train.file.FolderLock;
import dev.kern.train.file.LogSummary;
import dev.kern.train.state.PauseGate;
import dev.kern.train.state.Stopwatch;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A training run: network, data and settings, saved in a folder if one was named.
///
/// Used by one thread at a time; close it when done, which ends its threads.
public final class Run implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.kern");

  private final RunContext context;
  private final Optional<RunFolder> folder;
  private final Optional<FolderLock> lock;
  private final Optional<EventLog> log;

  /// The folder of the run that another rank writes, if this one goes on from it.
  private final Optional<RunFolder> followed;

  /// How the run stood when it was resumed; empty for a new run.
  private final Optional<LogSummary> resumed;

  private final PauseGate gate = new PauseGate();
  private @Nullable Evaluator open; // that of fit, while it runs
  private boolean fitted;
  private boolean begun; // whether steps can be done, and checkpoints written
  private volatile boolean interrupted;
  private volatile Optional<String> end = Optional.empty();

  private Run(
      RunContext context,
      Optional<RunFolder> folder,
      Optional<FolderLock> lock,
      Optional<RunFolder> followed,
      Optional<LogSummary> resumed) {
    this.context = context;
    this.followed = followed;
    this.folder = folder;
    this.lock = lock;
    this.log = folder.map(RunFolder::log);
    this.resumed = resumed;
  }

  static Run start(Training training, Dataset data) {
    RunContext context = RunContext.of(training, data);
    Optional<FolderLock> lock = Optional.empty();
    try {
      // What can't fit into memory is refused before anything is written.
      context.expectRoom();
      Optional<RunFolder> folder =
          training
              .out()
              .map(path -> folder(path, context))
              .or(() -> training.outIn().map(parent -> folderIn(parent, context)));
      lock = folder.map(place -> FolderLock.take(place.path()));
      return new Run(context, folder, lock, Optional.empty(), Optional.empty());
    } catch (RuntimeException e) {
      context.session().close();
      lock.ifPresent(FolderLock::close);
      throw e;
    }
  }

  /// Resumes an interrupted run from its last checkpoint. [#fit] then does the rest, with the same
  /// bits as if the run had never been interrupted.
  ///
  /// Fails with `DataException` if there is no run, it has finished, another program is running it,
  /// or the data is not what it was trained on.
  public static Run resume(Path path, Dataset data) {
    return resume(path, data, recipe -> recipe);
  }

  /// The same, with other settings of those that no bit of the result depends on; `run.json` keeps
  /// what the run began with.
  ///
  /// @param threads on how many threads
  /// @param checkpointEvery steps from one checkpoint to the next
  public static Run resume(Path path, Dataset data, int threads, long checkpointEvery) {
    return resume(path, data, recipe -> recipe.threads(threads).checkpointEvery(checkpointEvery));
  }

  private static Run resume(Path path, Dataset data, UnaryOperator<Training> change) {
    RunFolder folder = RunFolder.open(path);
    FolderLock lock = FolderLock.take(path);
    try {
      folder.expectNoLinks();
      folder.sweep();
      LogSummary log = folder.summary();
      if (log.finished().isPresent()) {
        throw Problem.at(path.toString(), "this run has finished; there is nothing to resume")
            .fix("kern evaluate %s, or start a new run".formatted(ShellWord.of(path)));
      }
      RunContext context = context(folder, data, change);
      tellLostEvents(folder);
      try {
        return new Run(
            context, Optional.of(folder), Optional.of(lock), Optional.empty(), Optional.of(log));
      } catch (RuntimeException e) {
        context.session().close();
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// A run as another rank's folder has it, to go on from its newest checkpoint together with that
  /// rank, which has resumed it. This rank writes nothing.
  ///
  /// Fails with `DataException` if there is no run, or the data is not what it was trained on.
  ///
  /// @param threads on how many threads
  public static Run follow(Path path, Dataset data, int threads) {
    RunFolder folder = RunFolder.open(path);
    folder.expectNoLinks();
    RunContext context = context(folder, data, recipe -> recipe.threads(threads));
    return new Run(
        context, Optional.empty(), Optional.empty(), Optional.of(folder), Optional.empty());
  }

  /// What is needed to go on with a run.
  private static RunContext context(
      RunFolder folder, Dataset data, UnaryOperator<Training> change) {
    RunRecord record = folder.record();
    record.data().expectSame(DataRecord.of(record.recipe().part(data)));
    Dataset own = data.withTargets(record.data().learned());
    Training recipe = change.apply(record.recipe().out(folder.path()));
    tellOtherBits(folder.path(), record.environment(), Environment.here(recipe.engine()));
    return RunContext.of(folder.origin().map(recipe::from).orElse(recipe), own);
  }

  /// A run that was ended before its first event has none, and nothing else either.
  private static void tellLostEvents(RunFolder folder) {
    boolean began =
        FileStatus.exists(folder.model())
            || folder.checkpoints().newest(new ArrayList<>()).isPresent();
    if (began && !FileStatus.exists(folder.events())) {
      LOG.log(
          System.Logger.Level.WARNING,
          folder.events() + ": no such file; what the run reported until now is lost");
    }
  }

  private static void tellOtherBits(Path path, Environment before, Environment now) {
    if (!before.arithmetic().equals(now.arithmetic())) {
      LOG.log(
          System.Logger.Level.WARNING,
          ("%s: the run began with %s and continues with %s; its bits will differ from those of an"
                  + " uninterrupted run; fix: resume it with the Kern that began it, on a machine"
                  + " like the first")
              .formatted(path, kind(before), kind(now)));
    }
  }

  private static String kind(Environment environment) {
    return environment.loops() + ", " + environment.arithmetic().orElse("sums of an older Kern");
  }

  private static RunFolder folder(Path path, RunContext context) {
    RunRecord record = record(path.getFileName().toString(), context);
    return RunFolder.create(path, record, context.model().file(), context.training().from());
  }

  private static RunFolder folderIn(Path parent, RunContext context) {
    Training training = context.training();
    return RunFolder.createIn(
        parent,
        training.network().name(),
        name -> record(name, context),
        context.model().file(),
        training.from());
  }

  private static RunRecord record(String name, RunContext context) {
    return RunRecord.of(name, context.training(), DataRecord.of(context.data()));
  }

  /// Trains to the end, evaluates the network on the validation and the test images, and saves the
  /// model in the run folder.
  ///
  /// Fails with [DivergedException] if a number is no longer finite, with [InterruptedRunException]
  /// if [#interrupt] was called, with `DataException` if the folder can't be written.
  ///
  /// @param listeners receive the progress
  /// @return the last event
  public Finished fit(Listener... listeners) {
    return fit(Optional.empty(), listeners);
  }

  /// The same as one of several processes that share the groups of each batch, and end with the
  /// bits of one.
  ///
  /// A call of [#interrupt] or [#stop] at one rank counts for all, after the next step; [#pause]
  /// does nothing.
  ///
  /// Fails as [#fit(Listener...)] does, with [IllegalArgumentException] if there are fewer groups
  /// than ranks, with [dev.kern.exchange.ExchangeException] if another rank doesn't come, is gone
  /// or silent, or has another Kern, other settings or other data. A run folder then has a
  /// checkpoint of all that was done, from which other ranks can go on.
  public Finished fit(Ranks ranks, Listener... listeners) {
    return fit(Optional.of(ranks).filter(own -> own.count() > 1), listeners);
  }

  private Finished fit(Optional<Ranks> ranks, Listener... listeners) {
    if (fitted) {
      throw new IllegalStateException("fit() was already called on this run; start another run");
    }
    fitted = true;
    Listener all = new Listeners(log, listening(listeners));
    try (Evaluator evaluator = evaluator();
        Checkpointer checkpointer = checkpointer()) {
      open = evaluator;
      Trainer trainer = new Trainer(context, ranks, evaluator, checkpointer, all);
      begun = true;
      begin(trainer, all);
      trainer.fit(() -> interrupted, () -> end, gate);
      checkpointer.await();
      if (!trainer.isComplete()) {
        throw new InterruptedRunException(trainer.done(), context.steps(), folder);
      }
      Optional<Double> validation = score(trainer, SplitName.VALID);
      Optional<Double> test = score(trainer, SplitName.TEST);
      checkpointer.await();
      folder.ifPresent(place -> trained().write(place.model()));
      Stopwatch watch = trainer.watch();
      Finished finished =
          new Finished(
              name(),
              trainer.done(),
              watch.seconds(),
              watch.speed(trainer.done()),
              validation,
              test);
      // All that happened first: who finds the last event takes the log for whole.
      log.ifPresent(EventLog::force);
      all.on(finished);
      return finished;
    } catch (DivergedException e) {
      DivergedException told = e.keeping(folder.flatMap(place -> place.checkpoints().last()));
      all.on(new Failed(told.step(), told.place(), String.valueOf(told.getMessage())));
      throw told;
    } finally {
      open = null;
    }
  }

  /// The listeners, and one that ends the run if it is interrupted before the first step, while
  /// features are computed.
  private Listener[] listening(Listener... listeners) {
    Listener[] all = Arrays.copyOf(listeners, listeners.length + 1);
    all[listeners.length] =
        new Listener() {
          @Override
          public void on(Event event) {}

          @Override
          public void features(int done, int images) {
            if (interrupted && !begun && resumed.isEmpty()) {
              throw new InterruptedRunException(0, context.steps(), folder);
            }
          }
        };
    return all;
  }

  private Checkpointer checkpointer() {
    return folder.isPresent()
        ? new BackgroundCheckpointer(folder.get(), log.orElseThrow())
        : Checkpointer.NOTHING;
  }

  /// Tells that it begins, or goes on from the newest checkpoint.
  private void begin(Trainer trainer, Listener everybody) {
    if (resumed.flatMap(LogSummary::started).isEmpty()) {
      everybody.on(started());
    }
    if (resumed.isPresent()) {
      List<String> skipped = new ArrayList<>(resumed.get().damaged());
      log.orElseThrow().torn().ifPresent(skipped::add);
      folder
          .orElseThrow()
          .checkpoints()
          .newest(skipped)
          .ifPresent(newest -> trainer.resume(newest.file().toString(), newest.checkpoint()));
      everybody.on(new Resumed(trainer.done(), skipped));
    }
    followed
        .flatMap(place -> place.checkpoints().newest(new ArrayList<>()))
        .ifPresent(newest -> trainer.resume(newest.file().toString(), newest.checkpoint()));
  }

  /// Asks [#fit] to write a checkpoint and stop after the current step. Any thread may call it.
  public void interrupt() {
    interrupted = true;
    gate.openForGood();
  }

  /// Asks [#fit] to write a checkpoint and pause after the current step, until [#unpause],
  /// [#interrupt] or [#stop] is called. A pause changes no bit of the result and doesn't count as
  /// the run's time. Any thread may call it.
  public void pause() {
    gate.close();
  }

  /// Ends a pause. Any thread may call it.
  public void unpause() {
    gate.open();
  }

  /// Ends the run well after the step that it is doing: [#fit] scores what was learned, keeps the
  /// model and returns, and the event [dev.kern.train.event.Stopped] has the reason. Any thread may
  /// call it, a listener too; the first reason counts. Called before [#fit], it lets one step pass.
  ///
  /// A run that was ended so can't be resumed, unlike one that was interrupted. If it is killed
  /// before its end is kept, it can be, and does the steps since its last checkpoint over: a
  /// listener whose rule depends on the events alone stops it at the same step, with the same bits.
  ///
  /// Fails with [IllegalArgumentException] if there is no reason.
  ///
  /// @param reason why, in words
  public void stop(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "stop: the reason is blank; fix: run.stop(\"good enough\")");
    }
    synchronized (context) {
      if (end.isEmpty()) {
        end = Optional.of(reason);
      }
    }
    gate.openForGood();
  }

  private Optional<Double> score(Trainer trainer, SplitName splitName) {
    return context
        .data()
        .split(splitName)
        .map(split -> trainer.evaluate(splitName, split).accuracy())
        .filter(accuracy -> !accuracy.isNaN());
  }

  private Started started() {
    Training training = context.training();
    return new Started(
        name(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        training.network().name(),
        context.parameters(),
        DataRecord.counts(context.data()),
        context.model().classes().size(),
        training.batch(),
        context.steps(),
        training.seed(),
        training.engine().running().name().toLowerCase(Locale.ROOT),
        training.threads());
  }

  private Evaluator evaluator() {
    Training training = context.training();
    return Evaluator.within(
        context.session(),
        context.taking(),
        training.dropoutAtEvaluation(),
        training.loss(),
        training.metrics());
  }

  /// Evaluates the current weights on a split. A listener that does so uses what [#fit] evaluates
  /// with, so it costs no memory of its own.
  public Evaluation evaluate(Split split) {
    if (open != null) {
      return open.evaluate(context.input(split, _ -> {}));
    }
    try (Evaluator evaluator = evaluator()) {
      return evaluator.evaluate(context.input(split, _ -> {}));
    }
  }

  /// The variables that the run trains; not a copy. A listener may read them.
  public Variables variables() {
    return context.variables();
  }

  /// The current model.
  public TrainedModel trained() {
    return TrainedModel.of(context.model(), context.variables());
  }

  /// A predictor with a copy of the current weights, which later steps don't change.
  ///
  /// Fails with `DataException` if the network predicts a class; see [#classifier].
  public Predictor predictor() {
    return Predictor.of(trained());
  }

  /// A classifier with a copy of the current weights, which later steps don't change.
  public Classifier classifier() {
    return Classifier.of(trained());
  }

  /// The settings.
  public Training training() {
    return context.training();
  }

  /// What the run took over from a trained model, if it started from one.
  public Optional<WarmStart> inherited() {
    return context.inherited();
  }

  /// The data.
  public Dataset data() {
    return context.data();
  }

  /// The number of steps.
  public long steps() {
    return context.steps();
  }

  /// The run folder, if any.
  public Optional<RunFolder> folder() {
    return folder;
  }

  /// The folder's path, or the network's name if there is no folder.
  public String name() {
    return folder.map(place -> place.path().toString()).orElse(context.training().network().name());
  }

  /// Stops the threads, closes the log and unlocks the folder.
  @Override
  public void close() {
    context.session().close();
    try {
      log.ifPresent(EventLog::close);
      folder.ifPresent(RunFolder::sweepDead);
    } finally {
      lock.ifPresent(FolderLock::close);
    }
  }

  /// `run runs/lenet-1: 30,000 steps of lenet on notMNIST.pickle`.
  @Override
  public String toString() {
    String place = folder.map(kept -> " " + kept.path()).orElse("");
    return "run%s: %s steps of %s on %s"
        .formatted(
            place,
            Problem.count(steps()),
            training().network().name(),
            data().provenance().source());
  }
}
