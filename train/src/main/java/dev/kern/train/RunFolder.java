package dev.kern.train;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.OwnFile;
import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import dev.kern.data.format.DatasetReader;
import dev.kern.model.NetworkFile;
import dev.kern.model.TrainedModel;
import dev.kern.train.event.Event;
import dev.kern.train.file.EventLog;
import dev.kern.train.file.FolderLock;
import dev.kern.train.file.LogSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The folder of a run.
///
/// | file                | holds                                                      |
/// |---------------------|------------------------------------------------------------|
/// | `run.json`          | what runs: a [RunRecord]                                   |
/// | `network.json`      | the network: a [NetworkFile]                               |
/// | `origin.safetensors` | the model that the run started from, if any               |
/// | `events.jsonl`      | all events, one line each; append-only                     |
/// | `checkpoints`       | states that an interrupted run can be resumed from         |
/// | `best.safetensors`  | the model with the best validation accuracy so far         |
/// | `model.safetensors` | the trained model, once the run has finished               |
///
/// @param path where it is
public record RunFolder(Path path) {
  private static final String RECORD = "run.json";
  private static final String NETWORK = "network.json";
  private static final String ORIGIN = "origin.safetensors";
  private static final String EVENTS = "events.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String BEST = "best.safetensors";
  private static final String MODEL = "model.safetensors";

  /// What is written into the folder, also by those who listen to the run and report on it.
  private static final List<String> WRITTEN =
      List.of(
          RECORD,
          NETWORK,
          ORIGIN,
          EVENTS,
          CHECKPOINTS,
          BEST,
          MODEL,
          "report.html",
          "plots",
          "tensorboard");

  /// Makes a folder, with `run.json`, `network.json` and the model that the run begins with in it,
  /// whole or not at all.
  ///
  /// Fails with `DataException` if there is something at that place, or it can't be written.
  static RunFolder create(
      Path path, RunRecord record, NetworkFile network, Optional<TrainedModel> origin) {
    return tryCreate(path, record, network, origin).orElseThrow(() -> occupied(path));
  }

  /// Makes a folder of the first free name of `name-1`, `name-2`, ... in another one. If two
  /// programs do so at once, each gets a name of its own.
  ///
  /// Fails with `DataException` if it can't be written.
  ///
  /// @param record what runs in the folder of a name
  static RunFolder createIn(
      Path parent,
      String name,
      Function<String, RunRecord> record,
      NetworkFile network,
      Optional<TrainedModel> origin) {
    while (true) {
      Path path = next(parent, name);
      RunRecord own = record.apply(path.getFileName().toString());
      Optional<RunFolder> made = tryCreate(path, own, network, origin);
      if (made.isPresent()) {
        return made.get();
      }
    }
  }

  /// Makes a folder; empty if there is something at that place.
  private static Optional<RunFolder> tryCreate(
      Path path, RunRecord record, NetworkFile network, Optional<TrainedModel> origin) {
    if (FileStatus.isTaken(path) && !isEmptyFolder(path)) {
      return Optional.empty();
    }
    Path parent = path.toAbsolutePath().resolve("..").normalize();
    try {
      AtomicOutput.createFolders(parent);
      AtomicOutput.sweepDead(parent);
      AtomicOutput.folder(path, place -> fill(place, record, network, origin));
      return Optional.of(new RunFolder(path));
    } catch (IOException e) {
      // A rename that found something; what it fails with depends on the system.
      boolean renaming = e instanceof FileSystemException named && named.getOtherFile() != null;
      if (renaming && FileStatus.isTaken(path) && !isEmptyFolder(path)) {
        return Optional.empty(); // another run has taken the place since we looked
      }
      throw Problem.unwritable(path, e);
    }
  }

  private static void fill(
      Path folder, RunRecord record, NetworkFile network, Optional<TrainedModel> origin) {
    Path copy = folder.resolve(ORIGIN);
    origin.ifPresent(model -> model.write(copy));
    RunRecord whole =
        origin
            .map(model -> record.withOrigin(BaseModel.of(record.recipe(), model, copy)))
            .orElse(record);
    AtomicOutput.replace(folder.resolve(RECORD), RunJson.text(whole));
    network.write(folder.resolve(NETWORK));
  }

  /// Fails with `DataException` if it is plain already that a run can't be put there: for those who
  /// would find out only when the data has been read.
  public static void expectRoom(Path path) {
    if (FileStatus.isTaken(path) && !isEmptyFolder(path)) {
      throw occupied(path);
    }
    AtomicOutput.expectCreatable(path);
  }

  private static boolean isEmptyFolder(Path path) {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    } catch (NotDirectoryException _) {
      return false;
    } catch (UncheckedIOException e) {
      throw Problem.of(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private static DataException occupied(Path path) {
    return Problem.at(path.toString(), "already exists")
        .given(
            isRun(path)
                ? "a run"
                : FileStatus.isFolder(path) ? "a folder with other files" : "a file")
        .expected("an unused path, or an empty folder")
        .fix(
            "use another name, such as "
                + ShellWord.of(next(path.resolveSibling(""), baseName(path))));
  }

  private static String baseName(Path path) {
    return path.getFileName().toString().replaceFirst("-\\d{1,9}$", "");
  }

  /// The first free name of `name-1`, `name-2`, ... in a folder.
  public static Path next(Path folder, String name) {
    int number = 1;
    while (FileStatus.isTaken(folder.resolve(name + "-" + number))) {
      number++;
    }
    return folder.resolve(name + "-" + number);
  }

  /// The folder of a run that exists.
  ///
  /// Fails with `DataException` if there is no run.
  public static RunFolder open(Path path) {
    if (!isRun(path)) {
      throw Problem.at(path.toString(), "not a run folder")
          .given(
              FileStatus.isFolder(path)
                  ? "a folder without " + RECORD
                  : FileStatus.exists(path) ? "a file" : "nothing")
          .expected("a folder written by kern train")
          .fix("check the path; it is relative to " + Path.of("").toAbsolutePath());
    }
    return new RunFolder(path);
  }

  /// The folder that a folder is in.
  public static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path.toAbsolutePath().resolve("..").normalize() : parent;
  }

  /// The run that a model belongs to: its folder, or a file in it such as `best.safetensors`.
  public static Optional<RunFolder> around(Path model) {
    Path folder = FileStatus.isFolder(model) ? model : model.resolveSibling("");
    return isRun(folder) ? Optional.of(new RunFolder(folder)) : Optional.empty();
  }

  /// Whether a folder is that of a run.
  public static boolean isRun(Path path) {
    return FileStatus.isFile(path.resolve(RECORD));
  }

  /// The run's name, that of the folder.
  public String name() {
    return path.getFileName().toString();
  }

  /// The run's record.
  ///
  /// Fails with `DataException` if it can't be read.
  public RunRecord record() {
    return RunRecord.read(path.resolve(RECORD));
  }

  /// A reader that reads images as those were that the run was trained on: names, sizes, scaling.
  ///
  /// Fails with `DataException` if `run.json` or `network.json` can't be read.
  public DatasetReader reader(DatasetReader usual) {
    DatasetReader sized = record().data().reader(usual);
    return network().normalization().map(sized::trainedScaling).orElseGet(sized::integersAsStored);
  }

  /// The network, and what it takes and tells apart.
  ///
  /// Fails with `DataException` if `network.json` can't be read.
  NetworkFile network() {
    return NetworkFile.read(path.resolve(NETWORK));
  }

  /// What the run has learned so far, if anything is kept yet.
  ///
  /// Fails with `DataException` if the folder can't be read.
  public Optional<LearnedModel> learned() {
    return LearnedModel.in(this);
  }

  /// The model that the run started from, if any.
  ///
  /// Fails with `DataException` if it can't be read or has changed.
  public Optional<TrainedModel> origin() {
    return record().origin().map(origin -> origin.read(path.resolve(ORIGIN)));
  }

  /// The file of the trained model.
  public Path model() {
    return path.resolve(MODEL);
  }

  /// The file of the model with the best validation accuracy.
  public Path best() {
    return path.resolve(BEST);
  }

  /// The file of events.
  public Path events() {
    return path.resolve(EVENTS);
  }

  /// Opens the log of events to add to it.
  EventLog log() {
    return EventLog.append(events());
  }

  /// All events so far, without those that a resumed run has repeated and without unreadable lines.
  ///
  /// Fails with `DataException` if it can't be read.
  public List<Event> history() {
    return EventLog.history(events());
  }

  /// What the log tells of how the run stands.
  ///
  /// Fails with `DataException` if it can't be read.
  LogSummary summary() {
    return LogSummary.of(events());
  }

  /// The run's checkpoints.
  ///
  /// Fails with `DataException` if `run.json` can't be read.
  CheckpointFolder checkpoints() {
    return new CheckpointFolder(
        path.resolve(CHECKPOINTS), CheckpointIdentity.of(path.resolve(RECORD)));
  }

  /// Refuses a folder in which links stand in for what Kern writes: a folder that somebody else has
  /// made must not lead it to files elsewhere.
  ///
  /// Fails with `DataException` if there is one.
  void expectNoLinks() {
    WRITTEN.forEach(name -> OwnFile.expect(path.resolve(name)));
    OwnFile.expectOneName(events());
  }

  /// The names of what is in the folder and isn't a run's.
  ///
  /// Fails with `DataException` if the folder can't be read.
  List<String> others() {
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !WRITTEN.contains(name) && !name.equals(FolderLock.FILE))
          .filter(name -> !(name.startsWith(".") && name.endsWith(".tmp")))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw Problem.of(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// Deletes all files but that of the lock, whose holder alone may do so; the record goes last, so
  /// that who is interrupted leaves a run.
  ///
  /// Fails with `DataException` if that can't be done.
  void deleteFiles() {
    try {
      for (String name : WRITTEN.reversed()) {
        AtomicOutput.delete(path.resolve(name));
      }
      AtomicOutput.sweep(path);
    } catch (IOException e) {
      throw Problem.unwritable(path, e);
    }
  }

  /// Deletes the folder, of which nothing but the file of the lock is left.
  ///
  /// Fails with `DataException` if that can't be done.
  void deleteFolder() {
    try {
      Files.deleteIfExists(path.resolve(FolderLock.FILE));
      Files.delete(path);
    } catch (IOException e) {
      throw Problem.unwritable(path, e);
    }
  }

  /// Deletes what a killed run has left half-written. Only for who holds the folder's lock.
  void sweep() {
    AtomicOutput.sweepDead(path.toAbsolutePath().resolve("..").normalize());
    AtomicOutput.sweep(path);
    Path checkpoints = path.resolve(CHECKPOINTS);
    if (FileStatus.isFolder(checkpoints)) {
      AtomicOutput.sweep(checkpoints);
    }
  }

  /// Deletes what this run could not delete when it should, as far as possible.
  void sweepDead() {
    AtomicOutput.sweepDead(path);
    AtomicOutput.sweepDead(path.resolve(CHECKPOINTS));
  }
}
