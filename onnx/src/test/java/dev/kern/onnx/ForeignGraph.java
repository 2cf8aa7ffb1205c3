package dev.kern.onnx;

import dev.kern.data.file.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A graph as another program would write it, with weights at random.
///
/// Each verb adds an operation and gives the name of its result.
final class ForeignGraph {
  private static final int KIND_TENSOR = 4;

  private final Random random = new Random(3);
  private final GraphWriter graph;
  private int count;

  ForeignGraph(String name) {
    graph = new GraphWriter(name);
  }

  /// A constant of random numbers around 0.
  String weights(long... extents) {
    int size = (int) Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    return constant(noise(size, size / extents[0]), extents);
  }

  /// Random weights of a matrix product, with the inputs first.
  String matrix(int inputs, int outputs) {
    return constant(noise(inputs * outputs, inputs), inputs, outputs);
  }

  private float[] noise(int size, long inputs) {
    double deviation = Math.sqrt(2.0 / inputs);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /// A constant of random numbers from 0.5 to 1.5.
  String positive(long... extents) {
    int size = (int) Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return constant(values, extents);
  }

  String constant(float[] values, long... extents) {
    return graph.constant(next("weight"), values, extents);
  }

  String indices(long... values) {
    return graph.indices(next("const"), values);
  }

  /// A constant of bytes, signed or not.
  String bytes(byte[] values, boolean signed, long... extents) {
    String name = next("bytes");
    WireWriter tensor = new WireWriter();
    for (long extent : extents) {
      tensor.integer(Fields.Tensor.EXTENT, extent);
    }
    int type = signed ? Fields.Tensor.TYPE_BYTE : Fields.Tensor.TYPE_UNSIGNED_BYTE;
    tensor.integer(Fields.Tensor.TYPE, type).text(Fields.Tensor.NAME, name);
    graph.message().message(Fields.Graph.INITIALIZER, tensor.bytes(Fields.Tensor.RAW, values));
    return name;
  }

  private String next(String noun) {
    return noun + "_" + count++;
  }

  void input(String name, long... extents) {
    graph.input(name, extents);
  }

  void output(String name, long... extents) {
    graph.output(name, extents);
  }

  /// Begins an operation, to be ended by [#add].
  OperationWriter operation(String type, String output, String... inputs) {
    return new OperationWriter(type, output, inputs);
  }

  /// Begins an operation with several outputs.
  OperationWriter operation(String type, String name, List<String> outputs, String... inputs) {
    return new OperationWriter(type, name, outputs, inputs);
  }

  String add(OperationWriter operation, String output) {
    graph.add(operation);
    return output;
  }

  /// An operation without settings.
  String plain(String type, String... inputs) {
    String y = next(type);
    return add(operation(type, y, inputs), y);
  }

  /// A convolution as PyTorch writes it, with all of its settings.
  String conv(String x, int inputs, int filters, int size, int stride, int pad, int groups) {
    String y = next("Conv");
    String w = weights(filters, inputs / groups, size, size);
    return add(
        operation("Conv", y, x, w, weights(filters))
            .integers("dilations", 1, 1)
            .integer("group", groups)
            .integers("kernel_shape", size, size)
            .integers("pads", pad, pad, pad, pad)
            .integers("strides", stride, stride),
        y);
  }

  /// A convolution as tf2onnx writes it, its padding in a word.
  String kerasConv(String x, String w, String b, int stride, int groups) {
    String y = next("Conv2D");
    return add(
        operation("Conv", y, x, w, b)
            .integers("dilations", 1, 1)
            .integer("group", groups)
            .integers("strides", stride, stride)
            .text("auto_pad", "SAME_UPPER"),
        y);
  }

  /// Batch normalisation with the attributes of an exporter of opset 14 or later.
  String batchNorm(String x, int channels) {
    String y = next("BatchNormalization");
    return add(
        operation(
                "BatchNormalization",
                y,
                x,
                positive(channels),
                weights(channels),
                weights(channels),
                positive(channels))
            .number("epsilon", 1e-5)
            .number("momentum", 0.9)
            .integer("training_mode", 0),
        y);
  }

  String maxPool(String x, int size, int stride, int pad, boolean ceil) {
    String y = next("MaxPool");
    return add(
        operation("MaxPool", y, x)
            .integer("ceil_mode", ceil ? 1 : 0)
            .integers("dilations", 1, 1)
            .integers("kernel_shape", size, size)
            .integers("pads", pad, pad, pad, pad)
            .integers("strides", stride, stride),
        y);
  }

  String gemm(String x, int inputs, int outputs) {
    String y = next("Gemm");
    return add(
        operation("Gemm", y, x, weights(outputs, inputs), weights(outputs))
            .number("alpha", 1)
            .number("beta", 1)
            .integer("transB", 1),
        y);
  }

  String flatten(String x) {
    String y = next("Flatten");
    return add(operation("Flatten", y, x).integer("axis", 1), y);
  }

  String concat(int axis, String... parts) {
    String y = next("Concat");
    return add(operation("Concat", y, parts).integer("axis", axis), y);
  }

  String transposed(String x, long... axes) {
    String y = next("Transpose");
    return add(operation("Transpose", y, x).integers("perm", axes), y);
  }

  /// The hard sigmoid with PyTorch's constants.
  String hardSigmoid(String x) {
    String y = next("HardSigmoid");
    return add(operation("HardSigmoid", y, x).number("alpha", 1.0 / 6).number("beta", 0.5), y);
  }

  String leaky(String x, double alpha) {
    String y = next("LeakyRelu");
    return add(operation("LeakyRelu", y, x).number("alpha", alpha), y);
  }

  /// `Clip` from 0 to 6 with its bounds as `Constant` operations.
  String relu6(String x) {
    return plain("Clip", x, constantNode(0f), constantNode(6f));
  }

  /// A `Constant` operation that gives one number.
  String constantNode(float value) {
    byte[] raw = new byte[Float.BYTES];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
    return constantNode(Fields.Tensor.TYPE_FLOAT, raw);
  }

  /// A `Constant` operation that gives a truth.
  String constantNode(boolean value) {
    return constantNode(Fields.Tensor.TYPE_BOOL, new byte[] {(byte) (value ? 1 : 0)});
  }

  private String constantNode(int type, byte[] raw) {
    String y = next("Constant");
    WireWriter tensor =
        new WireWriter().integer(Fields.Tensor.TYPE, type).bytes(Fields.Tensor.RAW, raw);
    OperationWriter operation = operation("Constant", y);
    operation
        .message()
        .message(
            Fields.Operation.ATTRIBUTE,
            new WireWriter()
                .text(Fields.Attribute.NAME, "value")
                .message(Fields.Attribute.TENSOR, tensor)
                .integer(Fields.Attribute.KIND, KIND_TENSOR));
    return add(operation, y);
  }

  byte[] file(int opset) {
    WireWriter version =
        new WireWriter().text(Fields.Opset.DOMAIN, "").integer(Fields.Opset.VERSION, opset);
    return new WireWriter()
        .integer(Fields.Model.IR_VERSION, 8)
        .text(Fields.Model.PRODUCER, "pytorch")
        .message(Fields.Model.GRAPH, graph.message())
        .message(Fields.Model.OPSET, version)
        .toBytes();
  }
}
