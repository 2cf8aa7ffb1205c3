package dev.kern.onnx;

import dev.kern.data.file.WireWriter;
import java.util.List;

/// Writes an operation with its attributes.
final class OperationWriter {
  private final WireWriter message = new WireWriter();

  OperationWriter(String type, String output, String... inputs) {
    this(type, output, List.of(output), inputs);
  }

  OperationWriter(String type, String name, List<String> outputs, String... inputs) {
    for (String input : inputs) {
      message.text(Fields.Operation.INPUT, input);
    }
    outputs.forEach(output -> message.text(Fields.Operation.OUTPUT, output));
    message.text(Fields.Operation.NAME, name);
    message.text(Fields.Operation.TYPE, type);
  }

  OperationWriter integer(String name, long value) {
    return attribute(Fields.Attribute.KIND_INT, named(name).integer(Fields.Attribute.INT, value));
  }

  OperationWriter number(String name, double value) {
    return attribute(
        Fields.Attribute.KIND_FLOAT, named(name).number(Fields.Attribute.FLOAT, (float) value));
  }

  OperationWriter text(String name, String value) {
    return attribute(Fields.Attribute.KIND_TEXT, named(name).text(Fields.Attribute.TEXT, value));
  }

  OperationWriter integers(String name, long... values) {
    WireWriter attribute = named(name);
    for (long value : values) {
      attribute.integer(Fields.Attribute.INTS, value);
    }
    return attribute(Fields.Attribute.KIND_INTS, attribute);
  }

  private static WireWriter named(String name) {
    return new WireWriter().text(Fields.Attribute.NAME, name);
  }

  private OperationWriter attribute(int kind, WireWriter attribute) {
    attribute.integer(Fields.Attribute.KIND, kind);
    message.message(Fields.Operation.ATTRIBUTE, attribute);
    return this;
  }

  WireWriter message() {
    return message;
  }
}
