package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Started;
import dev.kern.train.file.EventLog;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// A training that has begun: network, data and settings brought together, in a folder if one was
/// named.
///
/// Used by one thread at a time; close it when done, which ends its threads.
public final class Run implements AutoCloseable {
  private final Setup setup;
  private final Optional<RunFolder> folder;
  private final Optional<EventLog> log;
  private boolean fitted;

  private Run(Setup setup, Optional<RunFolder> folder) {
    this.setup = setup;
    this.folder = folder;
    this.log = folder.map(RunFolder::log);
  }

  static Run start(Training training, Dataset data) {
    Setup setup = Setup.of(training, data);
    try {
      return new Run(setup, training.out().map(path -> folder(path, setup)));
    } catch (RuntimeException e) {
      setup.session().close();
      throw e;
    }
  }

  private static RunFolder folder(Path path, Setup setup) {
    String name = path.getFileName().toString();
    RunRecord record = RunRecord.of(name, setup.training(), DataRecord.of(setup.data()));
    return RunFolder.create(path, record, setup.model().file());
  }

  /// Trains to the end, scores the final network on the validation and the test pictures, and keeps
  /// what was learned in the run's folder.
  ///
  /// Fails with [DivergedException] if the loss is no finite number any more, with `DataException`
  /// if the folder can't be written.
  ///
  /// @param listeners those who want to know how it goes
  /// @return the last event
  public Finished fit(Listener... listeners) {
    if (fitted) {
      throw new IllegalStateException("this run has been trained; start another");
    }
    fitted = true;
    Listener everybody = new Audience(log, listeners);
    everybody.on(started());
    try (Evaluator evaluator = evaluator()) {
      Trainer trainer = new Trainer(setup, evaluator, everybody);
      trainer.fit();
      Optional<Double> validation = score(trainer, Part.VALID);
      Optional<Double> test = score(trainer, Part.TEST);
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
      everybody.on(finished);
      return finished;
    } catch (DivergedException e) {
      everybody.on(new Failed(e.step(), e.place(), String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private Optional<Double> score(Trainer trainer, Part part) {
    return setup.data().split(part).map(split -> trainer.evaluate(part, split).accuracy());
  }

  private Started started() {
    Training training = setup.training();
    return new Started(
        name(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        training.network().name(),
        setup.parameters(),
        DataRecord.counts(setup.data()),
        setup.model().classes().size(),
        training.batch(),
        setup.steps(),
        training.seed(),
        training.engine().name().toLowerCase(Locale.ROOT),
        training.threads());
  }

  private Evaluator evaluator() {
    return Evaluator.within(setup.session(), setup.model(), setup.training().dropoutAtEvaluation());
  }

  /// Scores what was learned so far on a split.
  public Evaluation evaluate(Split split) {
    try (Evaluator evaluator = evaluator()) {
      return evaluator.evaluate(split);
    }
  }

  /// What was learned so far.
  public TrainedModel trained() {
    return TrainedModel.of(setup.model(), setup.variables());
  }

  /// The settings.
  public Training training() {
    return setup.training();
  }

  /// The data.
  public Dataset data() {
    return setup.data();
  }

  /// How many steps the run has.
  public long steps() {
    return setup.steps();
  }

  /// The run's folder, if it is kept in one.
  public Optional<RunFolder> folder() {
    return folder;
  }

  /// The folder's path, or the network's name if there is no folder.
  public String name() {
    return folder.map(place -> place.path().toString()).orElse(setup.training().network().name());
  }

  /// Ends the run's threads and closes its log.
  @Override
  public void close() {
    setup.session().close();
    log.ifPresent(EventLog::close);
  }
}
