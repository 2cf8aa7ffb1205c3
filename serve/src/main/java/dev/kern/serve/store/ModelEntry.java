package dev.kern.serve.store;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import dev.kern.run.InsufficientMemoryException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A model of a store: where it is, and the versions that answer.
final class ModelEntry {
  private final ModelLocation location;
  private final Function<Path, TrainedModel> reader;
  private final ReentrantLock loading = new ReentrantLock();
  private final AtomicLong requested = new AtomicLong();

  /// How many of the requested loads are answered by those that have ended; guarded by the lock.
  private long answered;

  private volatile @Nullable RuntimeException failure;
  private volatile NavigableMap<Long, ServedModel> versions = Collections.emptyNavigableMap();

  ModelEntry(ModelLocation location, Function<Path, TrainedModel> reader) {
    this.location = location;
    this.reader = reader;
  }

  ModelLocation location() {
    return location;
  }

  /// The versions that answer; empty if the model isn't loaded.
  NavigableMap<Long, ServedModel> versions() {
    return versions;
  }

  /// See [ModelStore#load]. A load answers all requests that were made before it began.
  void load() {
    long request = requested.incrementAndGet();
    loading.lock();
    try {
      if (answered < request) {
        long all = requested.get();
        failure = null;
        try {
          versions = read();
        } catch (DataException e) {
          failure = e;
        } catch (InsufficientMemoryException | OutOfMemoryError e) {
          failure = tooLarge(e);
        }
        answered = all; // not after another failure: then the next request tries again
      }
      RuntimeException failed = failure;
      if (failed != null) {
        throw failed;
      }
    } finally {
      loading.unlock();
    }
  }

  /// While a model is loaded, the one that it replaces goes on answering.
  private DataException tooLarge(Throwable failure) {
    return Problem.at("model '" + location.name() + "'", "not enough memory to load it")
        .given(
            failure instanceof InsufficientMemoryException full
                ? "%d MiB needed, %d MiB free"
                    .formatted(full.needed() >> 20, full.available() >> 20)
                : String.valueOf(failure.getMessage()))
        .expected(
            versions.isEmpty() ? "room for all its versions" : "room beside those that answer")
        .fix(
            versions.isEmpty()
                ? "raise the limit of the heap (-Xmx)"
                : "raise the limit of the heap (-Xmx), or unload the model first");
  }

  private NavigableMap<Long, ServedModel> read() {
    NavigableMap<Long, ServedModel> loaded = new TreeMap<>();
    location
        .versions()
        .forEach(
            (version, path) -> {
              TrainedModel trained = reader.apply(path);
              ServedModel model = ServedModel.of(location.name(), version, trained);
              model.warm();
              loaded.put(version, model);
            });
    return Collections.unmodifiableNavigableMap(loaded);
  }

  void unload() {
    loading.lock();
    try {
      versions = Collections.emptyNavigableMap();
      failure = null;
    } finally {
      loading.unlock();
    }
  }

  /// See [ModelStore#reason].
  String reason(RuntimeException failed) {
    Path path = location.path();
    return String.valueOf(failed.getMessage())
        .replace(path.toAbsolutePath().toString(), location.name())
        .replace(path.toString(), location.name())
        .replace(Path.of("").toAbsolutePath().toString(), "the server's folder");
  }

  List<ModelStore.State> states() {
    RuntimeException failed = failure;
    String reason = failed == null ? "" : "the last load failed: " + reason(failed);
    NavigableMap<Long, ServedModel> now = versions;
    return now.isEmpty()
        ? List.of(
            new ModelStore.State(location.name(), "", false, failed == null ? "unloaded" : reason))
        : now.keySet().stream()
            .map(version -> new ModelStore.State(location.name(), version.toString(), true, reason))
            .toList();
  }
}
