package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.exchange.ExchangeException;
import dev.kern.exchange.Meeting;
import dev.kern.train.Ranks;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import dev.kern.train.Training;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilledException;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/// A rank of a training on several executors: a task of a barrier stage, which starts all of them
/// at once or none.
///
/// Barriers of Spark's take a second each. There are two: one for the addresses, one behind what
/// takes each rank its own time, such as reading the data. Steps use [Ranks].
final class RankTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>>
    implements Serializable {
  private static final long serialVersionUID = 1;

  /// So long the rank of an earlier try, which Spark has killed, may take to end, beyond the time
  /// that it waits for others: Spark kills a process that doesn't end by itself after ten seconds.
  private static final Duration ENDING = Duration.ofSeconds(20);

  private static final int POLL_MILLIS = 100;

  private final TrainingSettings settings;
  private final String data;
  private final String out;
  private final long checkpointEvery;
  private final Duration patience;

  RankTask(
      TrainingSettings settings, String data, String out, long checkpointEvery, Duration patience) {
    this.settings = settings;
    this.data = data;
    this.out = out;
    this.checkpointEvery = checkpointEvery;
    this.patience = patience;
  }

  /// What rank 0 found in the run's folder.
  private enum Before {
    NOTHING,
    BEGUN,
    FINISHED
  }

  /// What a rank tells the others.
  private record Hello(InetSocketAddress address, String executor, Before before) {
    String text() {
      return "%s %d %s %s"
          .formatted(address.getAddress().getHostAddress(), address.getPort(), executor, before);
    }

    static Hello of(String text) {
      String[] words = text.split(" ", 4);
      return new Hello(
          new InetSocketAddress(words[0], Integer.parseInt(words[1])),
          words[2],
          Before.valueOf(words[3]));
    }
  }

  @Override
  public Iterator<Integer> apply(Iterator<Integer> ignored) {
    BarrierTaskContext task = BarrierTaskContext.get();
    String executor = SparkEnv.get().executorId();
    List<String> executors = new ArrayList<>();
    try {
      train(task, executor, executors);
      return ignored;
    } catch (TaskKilledException e) {
      throw e;
    } catch (ExchangeException e) {
      throw RankException.of(e, executor, executors);
    } catch (RuntimeException e) {
      RankException.Kind kind =
          task.isInterrupted() ? RankException.Kind.AGAIN : RankException.Kind.LAST;
      throw new RankException(kind, executor, e);
    }
  }

  private void train(BarrierTaskContext task, String executor, List<String> executors) {
    int rank = task.partitionId();
    Path place = Path.of(out);
    Dataset set = Datasets.open(Path.of(data));
    try (Meeting meeting = Meeting.open(host())) {
      Before found = rank == 0 ? before(place, task) : Before.NOTHING;
      List<Hello> all = new ArrayList<>();
      for (String text : task.allGather(new Hello(meeting.address(), executor, found).text())) {
        all.add(Hello.of(text));
      }
      all.forEach(hello -> executors.add(hello.executor()));
      Before before = all.getFirst().before();
      if (before == Before.FINISHED) {
        return;
      }
      try (Run run = run(rank, before == Before.BEGUN, place, set)) {
        task.barrier();
        List<InetSocketAddress> addresses = all.stream().map(Hello::address).toList();
        run.fit(new Ranks(meeting, rank, addresses, patience), TrainingTask.stopping(run, task));
      }
    }
  }

  /// The address by which Spark's own shuffles reach this executor.
  private static InetAddress host() {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(
          "the executor's host '%s' has no address; fix: set SPARK_LOCAL_HOSTNAME or SPARK_LOCAL_IP"
              .formatted(host),
          e);
    }
  }

  /// How the run stands, once the rank of an earlier try has left its folder.
  private Before before(Path place, BarrierTaskContext task) {
    if (!RunFolder.isRun(place)) {
      return Before.NOTHING;
    }
    RunFolder folder = RunFolder.open(place);
    long end = System.nanoTime() + patience.plus(ENDING).toNanos();
    while (RunSummary.of(folder).state() == RunSummary.State.RUNNING && System.nanoTime() < end) {
      if (task.isInterrupted()) {
        throw new TaskKilledException();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while another program writes to " + out, e);
      }
    }
    boolean finished = RunSummary.of(folder).state() == RunSummary.State.FINISHED;
    return finished ? Before.FINISHED : Before.BEGUN;
  }

  private Run run(int rank, boolean begun, Path place, Dataset set) {
    Training training = settings.training(set).checkpointEvery(checkpointEvery);
    if (!begun) {
      return (rank == 0 ? training.out(place) : training).start(set);
    }
    return rank == 0
        ? Run.resume(place, set, training.threads(), checkpointEvery)
        : Run.follow(place, set, training.threads());
  }
}
