package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An operation of an ONNX graph.
///
/// @param type such as `Conv`
/// @param domain empty for ONNX's own
/// @param name may be empty
/// @param inputs the names of values; empty ones stand for what is left out
/// @param outputs the names of what it gives
/// @param attributes its settings by name
record Operation(
    String type,
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {
  /// A setting; those parts that it doesn't have are empty.
  record Attribute(
      float number, long integer, String text, List<Long> integers, Optional<Literal> tensor) {}

  /// The type with its domain, unless that is ONNX's own.
  String fullType() {
    boolean own = domain.isEmpty() || domain.equals("ai.onnx");
    return own ? type : domain + "." + type;
  }

  /// Its name, or that of its first output.
  String called() {
    return name.isEmpty() ? output() : name;
  }

  /// The name of its first output.
  String output() {
    return outputs.isEmpty() ? "" : outputs.getFirst();
  }

  /// The name of an input, empty if it is left out.
  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /// A whole number that is set, or else another.
  long integer(String key, long otherwise) {
    Attribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.integer();
  }

  /// A number that is set, or else another.
  double number(String key, double otherwise) {
    Attribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.number();
  }

  /// A text that is set, or else another.
  String text(String key, String otherwise) {
    Attribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.text();
  }

  /// Whole numbers that are set, or else others.
  List<Long> integers(String key, List<Long> otherwise) {
    Attribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.integers();
  }

  /// The same as another type, with other inputs.
  Operation as(String other, List<String> those) {
    return new Operation(other, "", name, those, outputs, attributes);
  }

  /// The axis that is set, or else another, counted from the first: ONNX may count from the last.
  ///
  /// Fails with `DataException` if there is no such axis.
  int axis(String file, int rank, long otherwise) {
    return axis(file, rank, integer("axis", otherwise), "axis");
  }

  /// Axes, counted from the first.
  ///
  /// Fails with `DataException` if there are no such axes.
  List<Integer> axes(String file, int rank, List<Long> given) {
    return given.stream().map(axis -> axis(file, rank, axis, "axes")).toList();
  }

  private int axis(String file, int rank, long given, String key) {
    if (given < -rank || given >= rank) {
      throw refuse(file, "no such axis", key + " " + given, -rank + " to " + (rank - 1));
    }
    return Math.floorMod(given, rank);
  }

  /// The error for an operation that can't be taken over.
  DataException refuse(String file, String what, String given, String expected) {
    String where = "%s, %s %s".formatted(file, Problem.quote(type), Problem.quote(called()));
    return Problem.at(where, what)
        .given(given)
        .expected(expected)
        .fix("change this in the original program, and export the model again");
  }
}
