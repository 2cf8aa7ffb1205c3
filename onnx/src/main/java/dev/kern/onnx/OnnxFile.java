package dev.kern.onnx;

import java.util.List;
import java.util.Map;

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
  /// An input.
  ///
  /// @param name its name
  /// @param extents its extents, -1 where one is open
  record Input(String name, List<Long> extents) {}
}
