package dev.kern.serve.store;

import dev.kern.data.file.Problem;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Function;

/// The models of a server by name, each with its versions.
///
/// Requests and loads don't wait for one another: a load reads and warms all versions of a model,
/// and then swaps one reference. A request that has begun ends with the version that it began with,
/// and a load that fails leaves everything as it was.
public final class ModelStore {
  private final Map<String, ModelEntry> entries;

  /// The state of a version of a model, or of a model that has none.
  ///
  /// @param version such as `1`, or empty
  /// @param ready whether it answers
  /// @param reason why it doesn't, or why the last load failed, or empty
  public record State(String name, String version, boolean ready, String reason) {}

  private ModelStore(Map<String, ModelEntry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /// A store of models, none of which is loaded yet.
  ///
  /// Fails with `DataException` if two have the same name.
  ///
  /// @param reader reads the model at a path
  public static ModelStore of(
      Collection<ModelLocation> models, Function<Path, TrainedModel> reader) {
    Map<String, ModelEntry> entries = new LinkedHashMap<>();
    for (ModelLocation model : models) {
      ModelEntry before = entries.putIfAbsent(model.name(), new ModelEntry(model, reader));
      if (before != null) {
        throw Problem.at(model.path().toString(), "another model has the same name")
            .given("'%s', as of %s".formatted(model.name(), before.location().path()))
            .fix("give it another name: other=" + model.path());
      }
    }
    return new ModelStore(entries);
  }

  /// Loads and warms all models.
  ///
  /// Fails with `DataException` or `InsufficientMemoryException` if one can't be loaded.
  public void loadAll() {
    entries.values().forEach(ModelEntry::load);
  }

  /// The names of all models, loaded or not.
  public Collection<String> names() {
    return entries.keySet();
  }

  /// The latest version of a model.
  ///
  /// Fails with [UnknownModelException] if there is none.
  public ServedModel find(String name) {
    return versions(name).lastEntry().getValue();
  }

  /// The latest version of a model, if it is loaded.
  ///
  /// Fails with [UnknownModelException] if the server wasn't started with a model of this name.
  public Optional<ServedModel> latest(String name) {
    return Optional.ofNullable(entry(name).versions().lastEntry()).map(Map.Entry::getValue);
  }

  /// A version of a model.
  ///
  /// Fails with [UnknownModelException] if there is none.
  public ServedModel find(String name, String version) {
    NavigableMap<Long, ServedModel> versions = versions(name);
    for (ServedModel model : versions.values()) {
      if (Long.toString(model.version()).equals(version)) {
        return model;
      }
    }
    throw new UnknownModelException(
        "model '%s' has no version %s; it has %s"
            .formatted(name, Problem.quote(version), versions.keySet()));
  }

  /// The version that a label stands for: there is only `latest`.
  ///
  /// Fails with [UnknownModelException] if there is none.
  public ServedModel labelled(String name, String label) {
    ServedModel latest = find(name);
    if (!label.equals("latest")) {
      throw new UnknownModelException(
          "model '%s' has no label %s; there is only 'latest'"
              .formatted(name, Problem.quote(label)));
    }
    return latest;
  }

  /// All versions of a model, one at least.
  ///
  /// Fails with [UnknownModelException] if there is none.
  public NavigableMap<Long, ServedModel> versions(String name) {
    NavigableMap<Long, ServedModel> versions = entry(name).versions();
    if (versions.isEmpty()) {
      throw new UnknownModelException("model '" + name + "' is not loaded");
    }
    return versions;
  }

  private ModelEntry entry(String name) {
    ModelEntry entry = entries.get(name);
    if (entry == null) {
      throw new UnknownModelException(
          "there is no model %s; there are %s"
              .formatted(Problem.quote(name), Problem.list(List.copyOf(names()))));
    }
    return entry;
  }

  /// Loads a model again, with the versions that its folder has now. Requests for the same model
  /// that come while another is at work share the next load.
  ///
  /// Fails with `DataException` or `InsufficientMemoryException` if one of its versions can't be
  /// loaded; those that were there stay. Fails with [UnknownModelException] if the server wasn't
  /// started with a model of this name.
  public void load(String name) {
    entry(name).load();
  }

  /// Why a load failed, for clients: the model's name stands where the message has its path.
  public String reason(String name, RuntimeException failure) {
    return entry(name).reason(failure);
  }

  /// Lets a model answer no longer, until it is loaded again.
  ///
  /// Fails with [UnknownModelException] if there is none.
  public void unload(String name) {
    entry(name).unload();
  }

  /// The state of every version of all models.
  public List<State> index() {
    List<State> states = new ArrayList<>();
    entries.values().forEach(entry -> states.addAll(entry.states()));
    return states;
  }
}
