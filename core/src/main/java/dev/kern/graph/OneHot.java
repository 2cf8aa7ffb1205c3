package dev.kern.graph;

import java.util.List;

/// One-hot encoding: class indices as rows with a 1 at the class.
///
/// @param classes how many classes there are
public record OneHot(int classes) implements Op {
  /// `[N]` labels from 0 to `classes - 1` as `[N, classes]`; a label out of range gives a row of
  /// zeros.
  ///
  /// Fails with [ShapeException] if `labels` isn't a vector of integers.
  public static Node of(Node labels, int classes) {
    return labels.graph().add(new OneHot(classes), labels);
  }

  @Override
  public String symbol() {
    return "one_hot";
  }

  @Override
  public String attributes() {
    return classes + " classes";
  }

  @Override
  public List<String> roles() {
    return List.of("labels");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    call.expectRank(0, 1, "[N]");
    if (call.inputs().getFirst().type() != DType.I32) {
      throw call.fail(
          "labels must be class indices, given floats", "use a placeholder of type DType.I32");
    }
    return Shape.of(call.shape(0).extent(0), classes);
  }
}
