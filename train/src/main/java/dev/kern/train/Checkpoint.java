package dev.kern.train;

import dev.kern.data.file.DataException;
import dev.kern.data.file.FormatVersion;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.json.RecordMapper;
import dev.kern.run.Variables;
import dev.kern.safetensors.ContentChecksum;
import dev.kern.safetensors.Safetensors;
import dev.kern.train.state.TrainingState;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A run between two steps: all that decides how it goes on.
///
/// In a safetensors file; its tensors are
///
/// | name                | holds                                                    |
/// |---------------------|----------------------------------------------------------|
/// | `variables/NAME`    | a variable's values                                      |
/// | `slots/NUMBER/NAME` | optimiser state of a variable                            |
/// | `best/NAME`         | the values of the best evaluation, under early stopping  |
/// | `average/NAME`      | the average of a variable's values, where one is wanted  |
///
/// and its metadata holds the state as JSON, under a [ContentChecksum].
///
/// @param state what is no array
/// @param tensors the arrays, by the names above
record Checkpoint(TrainingState state, Map<String, Tensor> tensors) {
  private static final FormatVersion FORMAT = new FormatVersion("kern checkpoint", 2);
  private static final String STATE = "state";
  private static final String CHECKSUM = "sha256";
  private static final String VALUES = "variables/";
  private static final String SLOT = "slots/";

  /// The group of the values of the best evaluation.
  static final String BEST = "best/";

  /// The group of averages.
  static final String AVERAGE = "average/";

  /// Copies the map, and keeps its order.
  Checkpoint {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// A copy of the variables, their optimiser state, and more values by group.
  static Checkpoint of(
      TrainingState state,
      List<Variables.Slice> slices,
      float[] values,
      List<float[]> slots,
      Map<String, float[]> more) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, VALUES, slices, values);
    for (int i = 0; i < slots.size(); i++) {
      put(tensors, SLOT + i + "/", slices, slots.get(i));
    }
    more.forEach((group, array) -> put(tensors, group, slices, array));
    return new Checkpoint(state, tensors);
  }

  private static void put(
      Map<String, Tensor> tensors, String group, List<Variables.Slice> slices, float[] flat) {
    for (Variables.Slice slice : slices) {
      tensors.put(group + slice.name(), Tensor.of(slice.shape(), flat, slice.at()));
    }
  }

  /// Brings variables, optimiser state, and more values by group back.
  ///
  /// Fails with `DataException` if this is a checkpoint of another network or optimiser; then
  /// nothing has changed.
  ///
  /// @param where what messages call the checkpoint
  void restore(String where, Variables variables, Map<String, float[]> more) {
    Map<String, float[]> groups = new LinkedHashMap<>();
    groups.put(VALUES, variables.values());
    List<float[]> slots = variables.slots();
    for (int i = 0; i < slots.size(); i++) {
      groups.put(SLOT + i + "/", slots.get(i));
    }
    groups.putAll(more);
    expectTensors(where, groups.keySet().stream().toList(), variables.slices());
    groups.forEach(
        (group, flat) -> {
          for (Variables.Slice slice : variables.slices()) {
            tensor(group + slice.name()).copyTo(flat, slice.at());
          }
        });
  }

  /// The values of the variables by name, in the network's order; their averages if there are any.
  Map<String, Tensor> weights() {
    Map<String, Tensor> averages = group(AVERAGE);
    return averages.isEmpty() ? group(VALUES) : averages;
  }

  private Map<String, Tensor> group(String group) {
    Map<String, Tensor> members = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(group)) {
            members.put(name.substring(group.length()), tensor);
          }
        });
    return members;
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private void expectTensors(String where, List<String> groups, List<Variables.Slice> slices) {
    for (String group : groups) {
      for (Variables.Slice slice : slices) {
        Tensor tensor = tensors.get(group + slice.name());
        if (tensor == null || !tensor.shape().equals(slice.shape())) {
          throw foreign(
              where,
              tensor == null ? "no tensor" : "a tensor of " + tensor.shape(),
              "'%s' of %s".formatted(group + slice.name(), slice.shape()));
        }
      }
    }
    int expected = groups.size() * slices.size();
    if (tensors.size() != expected) {
      throw foreign(where, tensors.size() + " tensors", expected + " tensors");
    }
  }

  private static DataException foreign(String where, String given, String expected) {
    return Problem.at(where, "this checkpoint belongs to another run")
        .given(given)
        .expected(expected)
        .fix("delete it");
  }

  /// Writes a file, in place of the one that is there; whole or not at all.
  ///
  /// Fails with `DataException` if it can't be written.
  void write(Path file, CheckpointIdentity owner) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FormatVersion.KEY, FORMAT.words());
    metadata.putAll(owner.metadata());
    metadata.put(STATE, RecordMapper.PLAIN.line(state));
    new Safetensors(metadata, tensors).sealed().write(file);
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if there is none, it can't be read, or it is not as it was written.
  static Checkpoint read(Path file) {
    Safetensors content = Safetensors.read(file);
    expectWhole(file, content);
    return of(file, content);
  }

  /// What a file holds.
  ///
  /// Fails with `DataException` if it is no checkpoint, or a newer Kern has written it.
  static Checkpoint of(Path file, Safetensors content) {
    FORMAT.expectKnown(file.toString(), format(content));
    String state = content.metadata().getOrDefault(STATE, "");
    return new Checkpoint(
        RecordMapper.PLAIN.parse(file + ", state", state, TrainingState.class), content.tensors());
  }

  /// Refuses content that is not as it was written.
  ///
  /// Fails with `DataException` if it isn't.
  static void expectWhole(Path file, Safetensors content) {
    if (FORMAT.versionOf(format(content)) > 1) {
      content.expectSealed(file.toString());
      return;
    }
    // Version 1 had a checksum of its own.
    String state = content.metadata().getOrDefault(STATE, "");
    String checksum = ContentChecksum.checksum(state, content.tensors());
    if (!checksum.equals(content.metadata().get(CHECKSUM))) {
      throw Problem.at(file.toString(), "checksum mismatch: the file is damaged")
          .given("checksum " + checksum)
          .expected(Problem.quote(content.metadata().getOrDefault(CHECKSUM, "")))
          .fix("use an older checkpoint, or check the disk");
    }
  }

  private static String format(Safetensors content) {
    return content.metadata().getOrDefault(FormatVersion.KEY, "");
  }
}
