package dev.kern.spark;

import dev.kern.data.file.Problem;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import dev.kern.train.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/// Trains one network on several executors, to the bits that one process gives.
///
/// ```java
/// new KernTraining()
///     .setWorkers(8)
///     .run(spark, "network: resnet18\nbatch: 1024\ngroups: 32", "/shared/photos", "/shared/runs/photos");
/// ```
///
/// The recipe's `groups` cut each batch; each task, a rank, computes a share of the groups, and all
/// move the same weights along the same sum. So the trained network is that of `kern train` with
/// the same recipe, for any number of executors, also if some are lost on the way.
///
/// The tasks are those of a barrier stage. If one is lost, all end, and the driver starts a new
/// stage from the last checkpoint with as many tasks as there are slots then. An executor that is
/// silent is ended first. All waiting has an end, see [#setPatience], [#setStartTime], [#setTries].
///
/// The data and the run's folder are on a file system that the driver and all executors have under
/// the same path.
public final class KernTraining {
  private static final System.Logger LOG = System.getLogger("dev.kern");
  private static final int POLL_MILLIS = 200;

  /// How soon after a failure Spark knows which executors are left.
  private static final int SETTLING_MILLIS = 1_000;

  /// So long a lost executor may take to be replaced before fewer go on.
  private static final Duration REPLACING = Duration.ofSeconds(6);

  /// The same of a frozen one, which Spark takes ten seconds to end.
  private static final Duration ENDING = Duration.ofSeconds(16);

  private static final long USUAL_CHECKPOINTS = 1_000;

  private int workers = Integer.MAX_VALUE;
  private Duration patience = Duration.ofSeconds(10);
  private Duration startTime = Duration.ofMinutes(10);
  private int tries = 5;
  private long checkpointEvery = USUAL_CHECKPOINTS;
  private Consumer<Event> listener = _ -> {};

  /// How many tasks train at most; by default as many as there are slots. There are never more than
  /// groups.
  public KernTraining setWorkers(int count) {
    workers = positive(count, "workers");
    return this;
  }

  /// How long a task waits in a step for the others before it takes one for frozen; ten seconds by
  /// default. Longer than the longest pause for the garbage collector or for a slow file system.
  public KernTraining setPatience(Duration time) {
    patience = positive(time, "patience");
    return this;
  }

  /// How long a try may take until it trains: slots become free, data are read; ten minutes by
  /// default.
  public KernTraining setStartTime(Duration time) {
    startTime = positive(time, "start time");
    return this;
  }

  /// After how many tries without a step further it gives up; five by default.
  public KernTraining setTries(int count) {
    tries = positive(count, "tries");
    return this;
  }

  /// Steps from one checkpoint to the next; 1,000 by default. What is done since the last one is
  /// done again if the executor of rank 0 is lost; if another is, nothing is.
  public KernTraining setCheckpointEvery(long steps) {
    checkpointEvery = positive(steps, "steps between checkpoints");
    return this;
  }

  /// Who gets the run's events, on the calling thread, as the log has them.
  public KernTraining setListener(Consumer<Event> other) {
    listener = other;
    return this;
  }

  private static int positive(int count, String what) {
    return (int) positive((long) count, what);
  }

  private static long positive(long count, String what) {
    if (count < 1) {
      throw new IllegalArgumentException("%s: expected 1 or more, given %d".formatted(what, count));
    }
    return count;
  }

  private static Duration positive(Duration time, String what) {
    positive(time.toMillis(), what + " in milliseconds");
    return time;
  }

  /// Trains, or goes on with a run that isn't finished; does nothing if it is.
  ///
  /// Fails with `DataException` if the recipe is wrong or has no groups, the cluster changes its
  /// number of executors by itself, or it can't be trained: the message has the reason. What was
  /// learned until then is in the folder, and another call goes on.
  ///
  /// @param recipe the text of a recipe, as [KernClassifier#recipe]
  /// @param data as `kern train --data` takes it
  /// @param out the run's folder; [KernClassificationModel#load] reads the model from it
  /// @return how the run stands: finished
  /// @throws InterruptedException if the thread is interrupted; the tasks end after their step
  public RunSummary run(SparkSession spark, String recipe, String data, String out)
      throws InterruptedException {
    SparkContext context = spark.sparkContext();
    TrainingSettings settings =
        new TrainingSettings(
            "",
            recipe,
            "",
            null,
            null,
            null,
            null,
            null,
            context.getConf().getInt("spark.task.cpus", 1),
            List.of());
    settings.expectSound("training");
    int most = Math.min(workers, settings.groups());
    expectShares(settings.groups());
    expectFixed(context);
    JavaCheck.expectSound(spark);
    RankTask task = new RankTask(settings, data, out, checkpointEvery, patience);
    RunEvents events = new RunEvents(Path.of(out), listener);
    int failures = 0;
    long steps = steps(out);
    Duration wait = REPLACING;
    for (int wanted = 1; ; ) {
      Optional<RunSummary> finished = finished(out);
      if (finished.isPresent()) {
        events.tell();
        return finished.get();
      }
      int ranks = ranks(context, wanted, most, wait, out);
      @Nullable Failure failure = attempt(context, task, ranks, events, out);
      if (failure != null) {
        wait = failure.silent() ? ENDING : REPLACING;
        long reached = steps(out);
        failures = reached > steps ? 1 : failures + 1;
        steps = reached;
        expectHope(failures, failure.reason(), out);
        LOG.log(
            System.Logger.Level.WARNING,
            "%s, %d of %d tasks: going on from the last checkpoint, at step %d or before: %s"
                .formatted(out, ranks, most, steps, failure.reason()));
        TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
      }
      wanted = Math.max(wanted, ranks);
    }
  }

  private void expectShares(int groups) {
    if (groups == 1 && workers > 1) {
      throw Problem.at("training, recipe", "batches aren't cut, so only one task could train")
          .given("groups 1, the default")
          .expected("a group or more for each task")
          .fix("such as batch: 256 and groups: 16, or setWorkers(1)");
    }
  }

  /// Spark runs no barrier stage where executors come and go.
  private static void expectFixed(SparkContext context) {
    if (context.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw Problem.at("training", "Spark can't start tasks all at once while it changes executors")
          .given("spark.dynamicAllocation.enabled true")
          .fix("start the application with false, and the number of executors that you want");
    }
  }

  /// Why a try ended.
  ///
  /// @param silent whether by an executor that is being ended
  private record Failure(String reason, boolean silent) {}

  private void expectHope(int failures, String failure, String out) {
    if (failures >= tries) {
      throw Problem.at(out, "the training doesn't get further")
          .given("%d tries; the last one: %s".formatted(failures, failure))
          .fix("cure that and start it again; it goes on from its last checkpoint");
    }
  }

  private static Optional<RunSummary> finished(String out) {
    Path place = Path.of(out);
    return RunFolder.isRun(place)
        ? Optional.of(RunSummary.of(RunFolder.open(place)))
            .filter(summary -> summary.state() == RunSummary.State.FINISHED)
        : Optional.empty();
  }

  private static long steps(String out) {
    Path place = Path.of(out);
    return RunFolder.isRun(place) ? RunSummary.of(RunFolder.open(place)).steps() : 0;
  }

  /// How many tasks to start: as many as there are slots, once there are as many as ever, or a
  /// while has passed.
  private int ranks(SparkContext context, int ever, int most, Duration wait, String out)
      throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      int slots = Math.min(most, slots(context));
      long waited = System.nanoTime() - begin;
      if (slots >= ever || (slots > 0 && waited > wait.toNanos())) {
        return slots;
      }
      if (waited > startTime.toNanos()) {
        throw Problem.at(out, "there are no executors to train on")
            .given("none for %d s".formatted(startTime.toSeconds()))
            .fix("look into the cluster's log, and start it again");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /// Trains to the end; if that fails, says why.
  private @Nullable Failure attempt(
      SparkContext context, RankTask task, int ranks, RunEvents events, String out)
      throws InterruptedException {
    List<Integer> numbers = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      numbers.add(rank);
    }
    ClassTag<Integer> tag = ClassTag$.MODULE$.apply(Integer.class);
    context.setJobDescription("kern: %s on %d tasks".formatted(out, ranks));
    JavaFutureAction<List<Integer>> job =
        JavaRDD.fromRDD(
                JavaSparkContext.fromSparkContext(context)
                    .parallelize(numbers, ranks)
                    .rdd()
                    .barrier()
                    .mapPartitions(task, false, tag),
                tag)
            .collectAsync();
    try {
      return await(context, job, events);
    } catch (InterruptedException | RuntimeException e) {
      job.cancel(true);
      throw e;
    } finally {
      context.setJobDescription(null);
    }
  }

  private @Nullable Failure await(
      SparkContext context, JavaFutureAction<List<Integer>> job, RunEvents events)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean begun = false;
    while (true) {
      try {
        job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return null;
      } catch (TimeoutException _) {
        begun |= events.tell() > 0;
        if (!begun && System.nanoTime() - begin > startTime.toNanos()) {
          job.cancel(true);
          return new Failure(
              "it hadn't begun to train after %d s".formatted(startTime.toSeconds()), false);
        }
      } catch (ExecutionException e) {
        events.tell();
        return failure(context, String.valueOf(e.getCause()));
      }
    }
  }

  /// Why a job failed, in short; ends the executor that is silent.
  private static Failure failure(SparkContext context, String text) {
    Optional<RankException.Told> told = RankException.find(text);
    if (told.isEmpty()) {
      String first =
          text.lines().limit(3).reduce((a, b) -> a + " " + b.strip()).orElse("no reason");
      return new Failure(first, false);
    }
    RankException.Told reason = told.get();
    if (reason.kind() == RankException.Kind.LAST) {
      throw Problem.at("training, executor " + reason.executor(), "it can't go on")
          .given(reason.message())
          .fix("cure that and start it again");
    }
    if (reason.kind() == RankException.Kind.SILENT) {
      context.killAndReplaceExecutor(reason.executor());
      return new Failure(
          "executor %s was silent and has been ended".formatted(reason.executor()), true);
    }
    return new Failure(reason.message().lines().findFirst().orElseThrow(), false);
  }
}
