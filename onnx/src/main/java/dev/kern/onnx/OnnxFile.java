package dev.kern.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an ONNX file holds, of what concerns us.
///
/// @param file what messages call it
/// @param opset the version of the set of operations; 0 if the file doesn't say
/// @param name of the graph
/// @param operations in an order in which they can be computed
/// @param constants by name
/// @param inputs those that aren't constants
/// @param outputs the names of results
/// @param metadata texts by key
record OnnxFile(
    String file,
    long opset,
    String name,
    List<Operation> operations,
    Map<String, Literal> constants,
    List<Input> inputs,
    List<String> outputs,
    Map<String, String> metadata) {
  /// The same with the operations, inputs and outputs that some outputs need; with all of them, if
  /// there is no output.
  OnnxFile towards(List<String> wanted) {
    if (wanted.isEmpty()) {
      return this;
    }
    Set<String> needed = new HashSet<>(wanted);
    List<Operation> kept = new ArrayList<>();
    for (Operation operation : operations.reversed()) {
      if (operation.outputs().stream().anyMatch(needed::contains)) {
        kept.add(operation);
        needed.addAll(operation.inputs());
      }
    }
    Collections.reverse(kept);
    List<Input> read = inputs.stream().filter(input -> needed.contains(input.name())).toList();
    return new OnnxFile(
        file, opset, name, kept, constants, read.isEmpty() ? inputs : read, wanted, metadata);
  }

  /// An input.
  ///
  /// @param name its name
  /// @param extents its extents, -1 where one is open
  record Input(String name, List<Long> extents) {}
}
