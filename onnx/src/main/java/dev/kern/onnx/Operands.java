package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.onnx.Literal.Integers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values of a graph by name, as operations look them up.
final class Operands {
  private final String file;
  private final Map<String, ImportedValue> values = new HashMap<>();

  Operands(OnnxFile source) {
    file = source.file();
    source
        .constants()
        .forEach((name, literal) -> values.put(name, new ImportedValue.Constant(literal)));
  }

  /// What messages call the file.
  String file() {
    return file;
  }

  void put(String name, ImportedValue value) {
    values.put(name, value);
  }

  /// Whether there is a value of that name.
  boolean has(String name) {
    return values.containsKey(name);
  }

  /// The value of that name, if there is one.
  Optional<ImportedValue> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  ImportedValue required(Operation operation, int index) {
    return find(operation.input(index))
        .orElseThrow(
            () ->
                operation.refuse(
                    file,
                    "its input %d is missing".formatted(index),
                    Problem.quote(operation.input(index)),
                    "a value computed before it"));
  }

  List<ImportedValue> all(Operation operation) {
    List<ImportedValue> operands = new ArrayList<>();
    for (int i = 0; i < operation.inputs().size(); i++) {
      operands.add(required(operation, i));
    }
    return operands;
  }

  /// Whether an input is the value of an operation that was refused.
  boolean isUnknown(Operation operation) {
    return operation.inputs().stream()
        .anyMatch(name -> values.get(name) instanceof ImportedValue.Unknown);
  }

  Tensor tensor(Operation operation, int index) {
    return switch (required(operation, index)) {
      case ImportedValue.Constant(Literal.Floats(Tensor tensor)) -> tensor;
      case ImportedValue.Constant(Literal.Bytes _) ->
          throw operation.refuse(
              file, "its weights are quantised", "input " + index, "floats, or DequantizeLinear");
      default ->
          throw operation.refuse(
              file, "its weights are not constant", "input " + index, "a constant float tensor");
    };
  }

  Optional<Tensor> optionalTensor(Operation operation, int index) {
    return operation.input(index).isEmpty()
        ? Optional.empty()
        : Optional.of(tensor(operation, index));
  }

  Optional<Integers> integers(Operation operation, int index) {
    return integers(operation.input(index));
  }

  private Optional<Integers> integers(String name) {
    return values.get(name) instanceof ImportedValue.Constant(Integers integers)
        ? Optional.of(integers)
        : Optional.empty();
  }

  /// The whole numbers of all inputs, none where there are no such.
  List<Integers> allIntegers(Operation operation) {
    return operation.inputs().stream()
        .map(name -> integers(name).orElse(new Integers(List.of(), false)))
        .toList();
  }

  /// Whole numbers that older opsets have as an attribute and newer ones as an input.
  List<Long> axes(Operation operation, int index, String attribute) {
    if (operation.input(index).isEmpty()) {
      return operation.integers(attribute, List.of());
    }
    return integers(operation, index)
        .map(Integers::values)
        .orElseThrow(
            () -> refused(operation, "its " + attribute + " can't be computed in advance"));
  }

  /// A number that older opsets have as an attribute and newer ones as an input.
  double number(Operation operation, int index, String attribute, double otherwise) {
    return operation.input(index).isEmpty()
        ? operation.number(attribute, otherwise)
        : single(operation, tensor(operation, index));
  }

  double single(Operation operation, Tensor tensor) {
    if (tensor.shape().size() != 1) {
      throw refused(operation, "its bound is not a scalar");
    }
    return tensor.at(0);
  }

  /// The error for an operation that can't be applied to its inputs.
  DataException refused(Operation operation, String what) {
    return operation.refuse(
        file,
        what,
        operation.inputs().stream().map(this::described).toList().toString(),
        "an operation that a layer of Kern can represent");
  }

  private String described(String name) {
    return switch (values.get(name)) {
      case ImportedValue.Images x ->
          "images of %d x %d x %d".formatted(x.height(), x.width(), x.channels());
      case ImportedValue.Grouped(var x, int groups, _) ->
          "images of %d x %d x %d in %d groups"
              .formatted(x.height(), x.width(), x.channels(), groups);
      case ImportedValue.Rows x -> "rows of " + x.order().size();
      case ImportedValue.Constant(Literal.Floats(Tensor tensor)) -> "floats " + tensor.shape();
      case ImportedValue.Constant(Literal.Bytes(Tensor tensor, _)) -> "bytes " + tensor.shape();
      case ImportedValue.Constant(Literal.Other(String what)) -> what;
      case ImportedValue.Constant(Integers integers) -> integers.values().size() + " integers";
      case ImportedValue.Unknown _ -> "what was refused before";
      case null -> "nothing";
    };
  }
}
