package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.data.file.WireWriter;
import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Graphs in the forms in which the exporters of PyTorch and Keras write them, judged by ONNX
/// Runtime.
final class ForeignTest {
  private static final ImageShape LETTER = new ImageShape(28, 28, 1);
  private static final int COUNT = 5;

  private final Random random = new Random(3);
  private final GraphWriter graph = new GraphWriter("main_graph");

  private String weights(String name, long... extents) {
    float[] values = new float[(int) Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextFloat() - 0.5f) * 0.4f;
    }
    return graph.constant(name, values, extents);
  }

  private byte[] file() {
    WireWriter opset =
        new WireWriter().text(Fields.Opset.DOMAIN, "").integer(Fields.Opset.VERSION, 17);
    return new WireWriter()
        .integer(Fields.Model.IR_VERSION, 8)
        .message(Fields.Model.GRAPH, graph.message())
        .message(Fields.Model.OPSET, opset)
        .toBytes();
  }

  private OperationWriter conv(String y, String x, String w, String b, int stride, int pad) {
    return new OperationWriter("Conv", y, x, w, b)
        .integers("strides", stride, stride)
        .integers("pads", pad, pad, pad, pad);
  }

  /// Symmetric padding with stride 2, max pooling with padding behind a relu, and a flatten that
  /// takes the shape apart.
  private byte[] likePytorch() {
    graph.input("x", 1, 28, 28);
    graph.add(conv("c1", "x", weights("w1", 8, 1, 3, 3), weights("b1", 8), 2, 1));
    graph.add(new OperationWriter("Relu", "r1", "c1"));
    graph.add(
        new OperationWriter("MaxPool", "p1", "r1")
            .integers("kernel_shape", 3, 3)
            .integers("strides", 2, 2)
            .integers("pads", 1, 1, 1, 1));
    graph.add(conv("c2", "p1", weights("w2", 6, 8, 3, 3), weights("b2", 6), 1, 1));
    graph.add(new OperationWriter("Sigmoid", "s2", "c2"));
    graph.add(new OperationWriter("Mul", "m2", "c2", "s2"));
    graph.add(
        new OperationWriter("AveragePool", "a2", "m2")
            .integers("kernel_shape", 3, 3)
            .integers("strides", 2, 2)
            .integers("pads", 1, 1, 1, 1)
            .integer("count_include_pad", 1));
    graph.add(new OperationWriter("Shape", "shape", "a2"));
    graph.add(
        new OperationWriter("Gather", "n", "shape", graph.indices("zeroth", 0)).integer("axis", 0));
    graph.add(
        new OperationWriter("Concat", "flat", "n", graph.indices("rest", -1)).integer("axis", 0));
    graph.add(new OperationWriter("Reshape", "f", "a2", "flat"));
    graph.add(
        new OperationWriter("Gemm", "y", "f", weights("w3", 10, 96), weights("b3", 10))
            .integer("transB", 1));
    graph.output("y", 10);
    return file();
  }

  /// Channels last at the edges, transposes between, biases and products as operations of their
  /// own, a softmax at the end.
  private byte[] likeKeras() {
    graph.input("x", 28, 28, 1);
    graph.add(new OperationWriter("Transpose", "t", "x").integers("perm", 0, 3, 1, 2));
    graph.add(
        new OperationWriter("Conv", "c", "t", weights("w1", 4, 1, 3, 3))
            .text("auto_pad", "SAME_UPPER")
            .integers("strides", 2, 2));
    graph.add(new OperationWriter("Add", "cb", "c", weights("b1", 1, 4, 1, 1)));
    graph.add(new OperationWriter("Relu", "r", "cb"));
    graph.add(new OperationWriter("Transpose", "back", "r").integers("perm", 0, 2, 3, 1));
    graph.add(new OperationWriter("Reshape", "f", "back", graph.indices("flat", -1, 784)));
    graph.add(new OperationWriter("MatMul", "d", "f", weights("w2", 784, 10)));
    graph.add(new OperationWriter("Add", "db", "d", weights("b2", 10)));
    graph.add(new OperationWriter("Softmax", "y", "db").integer("axis", 1));
    graph.output("db", 10);
    graph.output("y", 10);
    return file();
  }

  @Test
  void readsWhatPytorchWrites() {
    byte[] file = likePytorch();
    TrainedModel model = OnnxImport.decode("pytorch.onnx", file);
    OnnxExportTest.assertSame(model, file);
    assertThat(model.model().network().layers().stream().map(Layer::kind))
        .containsExactly(
            "padding",
            "conv",
            "relu",
            "padding",
            "maxPool",
            "conv",
            "silu",
            "padding",
            "averagePool",
            "flatten",
            "dense");
  }

  @Test
  void readsWhatKerasWritesWithoutATranspose() {
    byte[] file = likeKeras();
    TrainedModel model = OnnxImport.decode("keras.onnx", file);
    float[] images = Images.of(LETTER, COUNT);
    OnnxExportTest.assertClose(
        Architectures.logits(model, images, Engine.VECTOR),
        OnnxRuntime.run(file, images, COUNT, 28, 28, 1));
    assertThat(model.model().network().layers().stream().map(Layer::kind))
        .containsExactly("conv", "relu", "flatten", "dense");
  }

  @Test
  void refusesGroupsThatDoNotFit() {
    graph.input("x", 1, 28, 28);
    graph.add(conv("y", "x", weights("w", 8, 1, 3, 3), weights("b", 8), 1, 1).integer("group", 2));
    graph.output("y", 8);
    assertThatThrownBy(() -> OnnxImport.decode("groups.onnx", file()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            groups.onnx, 'Conv' 'y': its filters don't match the images
              given     filters [8, 1, 3, 3] in 2 groups
              expected  filters [F, 1 / groups, K, L]
              fix       change this in the original program, and export the model again\
            """);
  }
}
