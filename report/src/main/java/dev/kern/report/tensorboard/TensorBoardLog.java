package dev.kern.report.tensorboard;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.train.Listener;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Listens to a run and writes what TensorBoard shows, while it goes.
///
/// | folder      | curves                                              |
/// |-------------|-----------------------------------------------------|
/// | `minibatch` | `loss`, `accuracy`, `learningRate`, `stepsPerSecond` |
/// | `valid`     | `loss`, `accuracy`                                  |
/// | `test`      | `loss`, `accuracy`                                  |
///
/// Each folder is a run to TensorBoard, which draws curves of one name into one chart. A folder
/// gets another file each time that a run is resumed.
public final class TensorBoardLog implements Listener, AutoCloseable {
  private static final String MINIBATCH = "minibatch";
  private static final double NANOS_PER_SECOND = 1e9;

  private final Path folder;
  private final InstantSource clock;
  private final Map<String, RecordFile> files = new HashMap<>();

  private TensorBoardLog(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /// A log in this folder, which is made when there is something to write.
  public static TensorBoardLog in(Path folder) {
    return in(folder, InstantSource.system());
  }

  static TensorBoardLog in(Path folder, InstantSource clock) {
    return new TensorBoardLog(folder, clock);
  }

  /// Writes what an event measured, if anything.
  ///
  /// Fails with `DataException` if it can't be written.
  @Override
  public void on(Event event) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    if (event instanceof Progress progress) {
      scalars.put("loss", progress.loss());
      putAccuracy(scalars, progress.minibatchAccuracy());
      scalars.put("learningRate", progress.learningRate());
      scalars.put("stepsPerSecond", progress.stepsPerSecond());
      write(MINIBATCH, progress.step(), scalars);
    } else if (event instanceof Evaluated score) {
      scalars.put("loss", score.loss());
      putAccuracy(scalars, score.accuracy());
      scalars.putAll(score.metrics());
      write(score.split(), score.step(), scalars);
    } else if (event instanceof RateLowered lowered) {
      scalars.put("learningRate", lowered.learningRate());
      write(MINIBATCH, lowered.step(), scalars);
    }
  }

  /// Where there are values alone, there is no accuracy.
  private static void putAccuracy(Map<String, Double> scalars, double accuracy) {
    if (!Double.isNaN(accuracy)) {
      scalars.put("accuracy", accuracy);
    }
  }

  private void write(String part, long step, Map<String, Double> scalars) {
    files.computeIfAbsent(part, this::create).write(Message.scalars(now(), step, scalars));
  }

  private RecordFile create(String part) {
    Path place = folder.resolve(part);
    try {
      Files.createDirectories(place);
    } catch (IOException e) {
      throw Problem.unwritable(place, e);
    }
    // TensorBoard reads files whose names contain "tfevents", in the order of the names.
    String name =
        "events.out.tfevents.%010d.kern.%d"
            .formatted(clock.instant().getEpochSecond(), ProcessHandle.current().pid());
    RecordFile file = RecordFile.create(place.resolve(name));
    try {
      file.write(Message.version(now()));
      return file;
    } catch (DataException e) {
      file.close();
      throw e;
    }
  }

  private double now() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / NANOS_PER_SECOND;
  }

  /// Closes the files, all of them even if one fails.
  ///
  /// Fails with `DataException` if one did.
  @Override
  public void close() {
    @Nullable DataException failure = null;
    for (RecordFile file : files.values()) {
      try {
        file.close();
      } catch (DataException e) {
        failure = e;
      }
    }
    files.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
