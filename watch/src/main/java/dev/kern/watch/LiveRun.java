package dev.kern.watch;

import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.graph.Tensor;
import dev.kern.model.Evaluation;
import dev.kern.run.Variables;
import dev.kern.train.LearnedModel;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A run that is being trained, as the page sees it: it listens to the run and keeps what the page
/// shows.
///
/// The training thread tells it of each step, which allocates nothing, and now and then lends
/// itself to score a sample, for at most one part in two hundred of the time; all else is done by
/// who asks.
public final class LiveRun implements Listener, AutoCloseable {
  /// How many validation images are scored between evaluations.
  private static final int SAMPLE = 512;

  /// A sample is scored so seldom that scoring takes one part in so many of the time.
  private static final long SELDOM = 200;

  /// After so many calls without a step the page is told the time anyway.
  private static final int MOST_QUIET = 10;

  /// Of so many calls for what is new, one looks for a network that can be tried.
  private static final int CALLS_PER_LOOK = 10;

  private static final long SECOND = 1_000_000_000;
  private static final double NANOS = 1e9;

  /// Filters of more numbers than this aren't copied while the network learns.
  private static final long MOST_NUMBERS = 1 << 16;

  private final Run run;
  private final Consumer<LiveRun> told;
  private final RunFacts facts;
  private final StepCurve curve;
  private final Map<String, ScoreLine> lines = new TreeMap<>();
  private final Optional<Split> sample;
  private final Optional<Variables.Slice> filters;
  private final List<RunView.News> news = new ArrayList<>();
  private final Map<String, Object> parts = new LinkedHashMap<>();
  private RunView.State state = RunView.State.PREPARING;
  private Optional<String> note = Optional.empty();
  private Optional<Double> best = Optional.empty();
  private @Nullable Scored unseen; // an evaluation whose matrix and mistakes aren't drawn yet
  private @Nullable Look look; // filters that aren't drawn yet
  private Optional<LearnedModel.Stage> learned = Optional.empty();
  private int calls; // for what is new
  private int quietCalls; // in a row in which the curve had not grown
  private boolean quick; // whether a sample may be scored
  private long before; // steps that an earlier program has done
  private double earlier; // seconds that it took
  private long began = System.nanoTime();
  private Optional<Long> stillSince = Optional.empty(); // since when time stands still

  // Of the training thread alone.
  private long lastStep; // when it ended
  private boolean timed; // whether nothing but the next step comes between
  private long reportAt;
  private long scoredStep;
  private long nextScore;
  private long nextLook;

  private volatile long done;

  private record Scored(long step, SplitName split, Evaluation evaluation) {}

  private record Look(long step, Tensor weights) {}

  /// Follows a run from now on; add it to the listeners of [Run#fit].
  ///
  /// @param told hears at once when the run has ended
  LiveRun(Run run, Consumer<LiveRun> told) {
    this.run = run;
    this.told = told;
    this.facts = RunFacts.of(run);
    this.curve = new StepCurve(run.training().batch());
    this.sample = run.data().split(SplitName.VALID).map(LiveRun::sample);
    this.filters = filters(run);
    run.folder().map(RunFolder::history).ifPresent(this::recall);
  }

  /// The filters of the first convolution, if it has any that are worth a look.
  static Optional<Variables.Slice> filters(Run run) {
    return run.variables().slices().stream()
        .filter(slice -> slice.shape().rank() == 4)
        .findFirst()
        .filter(slice -> slice.shape().extent(0) * slice.shape().extent(1) > 1)
        .filter(slice -> slice.shape().size() <= MOST_NUMBERS);
  }

  /// Images from all over the split.
  private static Split sample(Split split) {
    int count = Math.min(SAMPLE, split.count());
    return split.select(
        IntStream.range(0, count).map(i -> (int) ((long) i * split.count() / count)).toArray());
  }

  /// What the log tells of the steps before a run was resumed.
  private void recall(List<Event> history) {
    PastCurve past = PastCurve.of(history, curve);
    past.lines().forEach(lines::put);
    best = past.best();
    before = past.done();
    done = before;
    earlier = past.seconds();
  }

  /// The name of the run on the page.
  String name() {
    return facts.name();
  }

  @Override
  public void on(Event event) {
    timed = false;
    switch (event) {
      case Started _ -> begin(0);
      case Resumed resumed -> begin(resumed.step());
      case Progress _ -> reportAt = System.nanoTime();
      case Evaluated score ->
          score(score.split(), score.step(), score.loss(), score.accuracy(), score.count());
      case RateLowered lowered ->
          note(
              "The learning rate fell to %s after step %s."
                  .formatted(lowered.learningRate(), Problem.count(lowered.step())));
      case Stopped stopped ->
          note(
              "Stopped early after step %s: %s."
                  .formatted(Problem.count(stopped.step()), stopped.reason()));
      case Failed failed -> change(RunView.State.FAILED, Optional.of(failed.message()));
      case Finished finished -> {
        done = finished.steps();
        change(RunView.State.FINISHED, note);
      }
      default -> {}
    }
  }

  private synchronized void begin(long step) {
    before = step;
    done = step;
    curve.dropFrom(step);
    lines.values().forEach(line -> line.dropFrom(step));
    began = System.nanoTime();
    change(RunView.State.RUNNING, Optional.empty());
  }

  private synchronized void score(
      String split, long step, double loss, double accuracy, int count) {
    scoredStep = step;
    ScoreLine line = lines.computeIfAbsent(split, _ -> new ScoreLine());
    line.add(step, loss, accuracy, count);
    if (split.equals(SplitName.VALID.key()) && !Double.isNaN(accuracy)) {
      best = Optional.of(Math.max(accuracy, best.orElse(accuracy)));
    }
    news.add(new RunView.Scored(name(), split, line.all(), best));
  }

  private synchronized void change(RunView.State now, Optional<String> why) {
    state = now;
    note = why;
    if (!now.isAlive()) {
      stillSince = stillSince.or(() -> Optional.of(System.nanoTime()));
    }
    news.add(new RunView.Changed(name(), now, why));
  }

  private synchronized void note(String words) {
    change(state, Optional.of(words));
  }

  @Override
  public void evaluated(SplitName split, Evaluation evaluation) {
    long now = System.nanoTime();
    synchronized (this) {
      unseen = new Scored(scoredStep, split, evaluation);
    }
    if (split == SplitName.VALID && !quick && sample.isPresent()) {
      // What the whole split took, with the warm-up, tells what the sample will take at most.
      double part = (double) sample.get().count() / evaluation.count();
      nextScore = now + seldom((long) ((double) (now - reportAt) * part));
      quick = true;
    }
    timed = false;
  }

  @Override
  public void measured(long step, double loss, int correct, double learningRate) {
    long now = System.nanoTime();
    double accuracy = correct < 0 ? Double.NaN : (double) correct / facts.batch();
    curve.add(step, loss, accuracy, learningRate, timed ? (double) (now - lastStep) : 0);
    done = step + 1;
    lastStep = now;
    timed = true;
  }

  @Override
  public void step(long done, long steps) {
    long now = System.nanoTime();
    if (quick && now - nextScore >= 0) {
      scoreSample(now);
    }
    if (filters.isPresent() && now - nextLook >= 0) {
      look(done, filters.get());
      nextLook = now + SECOND;
    }
  }

  private void scoreSample(long now) {
    Evaluation evaluation = run.evaluate(sample.orElseThrow());
    score("quick", done, evaluation.loss(), evaluation.accuracy(), evaluation.count());
    long took = System.nanoTime() - now;
    nextScore = now + seldom(took);
    timed = false;
  }

  /// How long to wait after something that took so long.
  private static long seldom(long nanos) {
    return Math.max(SECOND, SELDOM * nanos);
  }

  private synchronized void look(long step, Variables.Slice slice) {
    look = new Look(step, run.variables().get(slice.name()));
  }

  @Override
  public synchronized void paused(boolean pauses, long done) {
    long now = System.nanoTime();
    if (pauses) {
      stillSince = Optional.of(now);
      change(
          RunView.State.PAUSED,
          Optional.of("A checkpoint of step %s is kept.".formatted(Problem.count(done))));
    } else {
      long still = now - stillSince.orElse(now);
      stillSince = Optional.empty();
      began += still;
      nextScore += still;
      if (state == RunView.State.PAUSED) {
        change(RunView.State.RUNNING, Optional.empty());
      }
    }
    timed = false;
  }

  /// Asks the run to pause after the current step.
  synchronized void pause() {
    if (state == RunView.State.RUNNING || state == RunView.State.PREPARING) {
      change(RunView.State.PAUSING, Optional.empty());
      run.pause();
    }
  }

  /// Lets the run go on.
  synchronized void unpause() {
    if (state == RunView.State.PAUSED || state == RunView.State.PAUSING) {
      change(RunView.State.RUNNING, Optional.empty());
      run.unpause();
    }
  }

  /// Ends the run with a checkpoint.
  synchronized void interrupt() {
    if (state.isAlive()) {
      change(RunView.State.STOPPING, Optional.of("It ends after the current step."));
      run.interrupt();
    }
  }

  /// Ends the run well.
  synchronized void finish() {
    if (state.isAlive()) {
      change(RunView.State.STOPPING, Optional.of("It ends after the current step, and is scored."));
      run.stop("asked to on the live page");
    }
  }

  /// The run has ended, however it did.
  @Override
  public void close() {
    synchronized (this) {
      if (state.isAlive()) {
        change(
            RunView.State.INTERRUPTED,
            Optional.of(
                run.folder()
                    .map(folder -> "To go on: kern train --resume " + ShellWord.of(folder.path()))
                    .orElse("It was not kept in a folder, so it can’t be resumed.")));
      }
    }
    told.accept(this);
  }

  /// The run's folder, if it has one.
  Optional<RunFolder> folder() {
    return run.folder();
  }

  /// Looks which network of the run can be tried by now: at a file or two, now and then.
  private synchronized void lookForModel() {
    if (calls++ % CALLS_PER_LOOK != 0 && state.isAlive()) {
      return;
    }
    Optional<LearnedModel.Stage> now =
        run.folder().flatMap(RunFolder::learned).map(LearnedModel::stage);
    if (!now.equals(learned)) {
      learned = now;
      news.add(new RunView.Learned(name(), now));
    }
  }

  /// What is new since the last call.
  List<RunView.News> news() {
    draw();
    lookForModel();
    synchronized (this) {
      List<RunView.News> all = new ArrayList<>();
      StepCurve.Part grown = curve.fresh();
      boolean due = ++quietCalls >= MOST_QUIET;
      if (due || !grown.rows().isEmpty()) {
        quietCalls = 0;
        all.add(new RunView.Grown(name(), grown, done, earlier + seconds(), remaining()));
      }
      all.addAll(news);
      news.clear();
      return all;
    }
  }

  /// Draws what the training thread has left to be drawn, without holding it up.
  private void draw() {
    Optional<Scored> scored;
    Optional<Look> looked;
    synchronized (this) {
      scored = Optional.ofNullable(unseen).filter(last -> !last.evaluation().confusion().isEmpty());
      looked = Optional.ofNullable(look);
      unseen = null;
      look = null;
    }
    scored.ifPresent(this::draw);
    looked.ifPresent(
        last ->
            keep(
                "filters",
                Pictures.filters(last.step(), filters.orElseThrow().name(), last.weights())));
  }

  private void draw(Scored scored) {
    Evaluation evaluation = scored.evaluation();
    keep(
        "matrix",
        new RunView.Matrix(
            scored.step(),
            scored.split().key(),
            evaluation.count(),
            evaluation.classes(),
            evaluation.confusion()));
    Split images = run.data().split(scored.split()).orElseThrow();
    keep(
        "mistakes",
        Pictures.mistakes(
            scored.step(), scored.split(), evaluation, images, run.data().normalization()));
  }

  private synchronized void keep(String part, Object value) {
    parts.put(part, value);
    news.add(new RunView.Shown(name(), part, value));
  }

  /// Seconds since this program began with the run, without pauses.
  private double seconds() {
    return (stillSince.orElseGet(System::nanoTime) - began) / NANOS;
  }

  /// How long it will take at the speed so far, with evaluations.
  private Optional<Double> remaining() {
    long steps = done - before;
    double took = seconds();
    return steps < 2 || took < 1 || !state.isAlive()
        ? Optional.empty()
        : Optional.of(took / steps * Math.max(0, run.steps() - done));
  }

  /// All that there is.
  RunView view() {
    draw();
    synchronized (this) {
      Map<String, ScoreLine.Scores> scores = new LinkedHashMap<>();
      lines.forEach((split, line) -> scores.put(split, line.all()));
      return new RunView(
          name(),
          state,
          true,
          note,
          facts.network(),
          facts.data(),
          facts.started(),
          facts.more(),
          facts.batch(),
          run.steps(),
          done,
          earlier + seconds(),
          remaining(),
          facts.loss(),
          Optional.of(curve.all()),
          scores,
          best,
          new LinkedHashMap<>(parts),
          learned);
    }
  }
}
