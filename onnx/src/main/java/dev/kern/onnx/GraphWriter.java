package dev.kern.onnx;

import dev.kern.data.file.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/// Writes an ONNX graph: operations in order, constants, inputs and outputs.
final class GraphWriter {
  /// The symbol for the number of images.
  private static final String BATCH = "N";

  private final WireWriter message = new WireWriter();
  private final Set<String> constants = new HashSet<>();

  GraphWriter(String name) {
    message.text(Fields.Graph.NAME, name);
  }

  void add(OperationWriter operation) {
    message.message(Fields.Graph.NODE, operation.message());
  }

  /// A constant of floats; its name.
  String constant(String name, float[] values, long... extents) {
    byte[] raw = new byte[Math.multiplyExact(values.length, Float.BYTES)];
    littleEndian(raw).asFloatBuffer().put(values);
    return constant(name, Fields.Tensor.TYPE_FLOAT, raw, extents);
  }

  /// A constant vector of whole numbers; its name.
  String indices(String name, long... values) {
    byte[] raw = new byte[Math.multiplyExact(values.length, Long.BYTES)];
    littleEndian(raw).asLongBuffer().put(values);
    return constant(name, Fields.Tensor.TYPE_LONG, raw, values.length);
  }

  private static ByteBuffer littleEndian(byte[] raw) {
    return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String constant(String name, int type, byte[] raw, long... extents) {
    if (constants.add(name)) {
      WireWriter tensor = new WireWriter();
      for (long extent : extents) {
        tensor.integer(Fields.Tensor.EXTENT, extent);
      }
      tensor.integer(Fields.Tensor.TYPE, type);
      tensor.text(Fields.Tensor.NAME, name);
      tensor.bytes(Fields.Tensor.RAW, raw);
      message.message(Fields.Graph.INITIALIZER, tensor);
    }
    return name;
  }

  /// An input for any number of things of these extents.
  void input(String name, long... extents) {
    message.message(Fields.Graph.INPUT, value(name, extents));
  }

  /// An output for any number of things of these extents.
  void output(String name, long... extents) {
    message.message(Fields.Graph.OUTPUT, value(name, extents));
  }

  private static WireWriter value(String name, long... extents) {
    WireWriter shape = new WireWriter();
    shape.message(Fields.Value.DIMENSION, new WireWriter().text(Fields.Value.SYMBOL, BATCH));
    for (long extent : extents) {
      shape.message(Fields.Value.DIMENSION, new WireWriter().integer(Fields.Value.EXTENT, extent));
    }
    WireWriter tensor =
        new WireWriter()
            .integer(Fields.Value.ELEMENT, Fields.Tensor.TYPE_FLOAT)
            .message(Fields.Value.SHAPE, shape);
    WireWriter type = new WireWriter().message(Fields.Value.TENSOR_TYPE, tensor);
    return new WireWriter().text(Fields.Value.NAME, name).message(Fields.Value.TYPE, type);
  }

  WireWriter message() {
    return message;
  }
}
