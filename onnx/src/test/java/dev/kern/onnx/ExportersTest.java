package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole architectures, operation by operation as the exporters of PyTorch and Keras write them:
/// ONNX Runtime and Kern make the same of each file, and of what Kern writes again.
final class ExportersTest {
  private static final ImageShape COLOUR = new ImageShape(29, 32, 3);
  private static final ImageShape SQUARE = new ImageShape(32, 32, 3);
  private static final int COUNT = 5;

  private final ForeignGraph g = new ForeignGraph("main_graph");

  private static List<String> kinds(TrainedModel model) {
    return model.model().network().layers().stream().map(Layer::kind).toList();
  }

  /// What is left of the layers in a file for inference.
  private static List<String> lasting(TrainedModel model) {
    return kinds(model).stream().filter(kind -> !kind.equals("dropout")).toList();
  }

  /// Reads a file that takes channels first, judges it, and judges what is written of it again.
  private TrainedModel read(String y, int classes, int opset) {
    g.output(y, classes);
    byte[] file = g.file(opset);
    TrainedModel model = OnnxImport.decode("exported.onnx", file);
    OnnxExportTest.assertSame(model, file);
    byte[] again = OnnxExport.toBytes(model);
    OnnxExportTest.assertSame(model, again);
    assertThat(kinds(OnnxImport.decode("again.onnx", again))).isEqualTo(lasting(model));
    return model;
  }

  /// The same for a file that takes channels last.
  private TrainedModel readChannelsLast(String y, int classes, ImageShape image) {
    g.output(y, classes);
    byte[] file = g.file(15);
    TrainedModel model = OnnxImport.decode("exported.onnx", file);
    float[] images = Images.of(image, COUNT);
    OnnxExportTest.assertClose(
        Architectures.logits(model, images, Engine.VECTOR),
        OnnxRuntime.run(file, images, COUNT, image.height(), image.width(), image.channels()));
    OnnxExportTest.assertSame(model, OnnxExport.toBytes(model));
    return model;
  }

  private void colour() {
    g.input("input", 3, COLOUR.height(), COLOUR.width());
  }

  /// Batch normalisation is folded into the convolutions; the branches of a block meet in `Add`.
  @Test
  void residualFromPytorch() {
    colour();
    String x = g.plain("Relu", g.conv("input", 3, 8, 7, 2, 3, 1));
    x = g.maxPool(x, 3, 2, 1, false);
    String inner = g.conv(g.plain("Relu", g.conv(x, 8, 8, 3, 1, 1, 1)), 8, 8, 3, 1, 1, 1);
    x = g.plain("Relu", g.plain("Add", inner, x));
    inner = g.conv(g.plain("Relu", g.conv(x, 8, 12, 3, 2, 1, 1)), 12, 12, 3, 1, 1, 1);
    x = g.plain("Relu", g.plain("Add", inner, g.conv(x, 8, 12, 1, 2, 0, 1)));
    TrainedModel model = read(g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 12, 7), 7, 17);
    assertThat(kinds(model)).containsSubsequence("add", "relu", "add", "relu", "globalAveragePool");
  }

  /// ReLU6 as `Clip` with `Constant` bounds, depthwise convolutions as groups, linear bottlenecks,
  /// the mean over the image as `ReduceMean` with axes as an attribute.
  @Test
  void mobileFromPytorch() {
    colour();
    String x = g.relu6(g.conv("input", 3, 8, 3, 2, 1, 1));
    x = g.conv(g.relu6(g.conv(x, 8, 8, 3, 1, 1, 8)), 8, 6, 1, 1, 0, 1);
    String wide = g.relu6(g.conv(x, 6, 20, 1, 1, 0, 1));
    wide = g.relu6(g.conv(wide, 20, 20, 3, 1, 1, 20));
    x = g.plain("Add", x, g.conv(wide, 20, 6, 1, 1, 0, 1));
    x = g.relu6(g.conv(x, 6, 16, 1, 1, 0, 1));
    x = g.relu6(g.conv(x, 16, 32, 3, 2, 1, 16));
    String mean =
        g.add(
            g.operation("ReduceMean", "mean", x).integers("axes", 2, 3).integer("keepdims", 0),
            "mean");
    TrainedModel model = read(g.gemm(mean, 32, 5), 5, 17);
    assertThat(kinds(model)).contains("depthwise", "relu6", "add").doesNotContain("flatten");
  }

  /// Exported in training form: normalisation stands by itself, dropout has its ratio and a truth
  /// that switches it off as inputs.
  @Test
  void normalisedFromPytorch() {
    colour();
    String x = g.plain("Relu", g.batchNorm(g.conv("input", 3, 6, 3, 1, 1, 1), 6));
    x = g.maxPool(x, 2, 2, 0, false);
    x = g.plain("Relu", g.batchNorm(g.conv(x, 6, 8, 3, 1, 0, 2), 8));
    x = g.plain("Dropout", x, g.constantNode(0.25f), g.constantNode(false));
    x = g.flatten(x);
    x = g.plain("Relu", g.gemm(x, 8 * 12 * 14, 20));
    x = g.plain("Dropout", x, g.constantNode(0.5f), g.constantNode(false));
    TrainedModel model = read(g.gemm(x, 20, 4), 4, 17);
    assertThat(kinds(model))
        .containsSubsequence("batchNorm", "conv", "batchNorm", "relu", "dropout", "flatten");
    assertThat(model.model().network().layers()).contains(Layer.dropout().drop(0.25));
  }

  /// Branches side by side, pooling whose last window may stick out, average pooling with stride 1.
  @Test
  void inceptionFromPytorch() {
    colour();
    String x = g.plain("Relu", g.conv("input", 3, 6, 3, 2, 1, 1));
    x = g.maxPool(x, 3, 2, 0, true);
    String one = g.plain("Relu", g.conv(x, 6, 4, 1, 1, 0, 1));
    String three =
        g.plain("Relu", g.conv(g.plain("Relu", g.conv(x, 6, 3, 1, 1, 0, 1)), 3, 5, 3, 1, 1, 1));
    String pooled = g.plain("Relu", g.conv(g.maxPool(x, 3, 1, 1, true), 6, 2, 1, 1, 0, 1));
    x = g.concat(1, one, three, pooled);
    x = g.flatten(g.plain("GlobalAveragePool", x));
    TrainedModel model = read(g.gemm(x, 11, 6), 6, 13);
    assertThat(kinds(model)).contains("concat");
  }

  /// 1 × 1 convolutions to the end, where the classes are channels.
  @Test
  void pointwiseFromPytorch() {
    colour();
    String x = g.plain("Relu", g.conv("input", 3, 8, 1, 1, 0, 1));
    x = g.maxPool(x, 3, 2, 0, false);
    x = g.plain("Relu", g.conv(x, 8, 5, 1, 1, 0, 1));
    x = g.plain("GlobalAveragePool", x);
    TrainedModel model = read(g.plain("Reshape", x, g.indices(-1, 5)), 5, 17);
    assertThat(kinds(model))
        .containsExactly("conv", "relu", "maxPool", "conv", "relu", "globalAveragePool");
  }

  /// Strides without padding on odd sizes, and what newer exporters write: `Identity`, axes as
  /// inputs, a shape that is a constant.
  @Test
  void stridedFromPytorchOfLate() {
    colour();
    String x = g.plain("Tanh", g.conv(g.plain("Identity", "input"), 3, 5, 4, 3, 0, 1));
    x = g.plain("Identity", g.conv(x, 5, 7, 2, 2, 0, 1));
    x = g.add(g.operation("Reshape", "view", x, g.indices(-1, 7 * 4 * 5)), "view");
    x = g.plain("Elu", g.gemm(x, 7 * 4 * 5, 9));
    TrainedModel model = read(g.gemm(x, 9, 3), 3, 18);
    assertThat(kinds(model))
        .containsExactly("conv", "tanh", "conv", "flatten", "dense", "elu", "dense");
  }

  @Test
  void meanOverAxesThatAreAnInput() {
    colour();
    String x = g.plain("Relu", g.conv("input", 3, 6, 3, 2, 1, 3));
    x =
        g.add(
            g.operation("ReduceMean", "mean", x, g.indices(-1, -2)).integer("keepdims", 1), "mean");
    TrainedModel model = read(g.gemm(g.flatten(x), 6, 3), 3, 18);
    assertThat(kinds(model))
        .containsExactly("padding", "depthwise", "relu", "globalAveragePool", "dense");
  }

  /// What is not one of Kern's activations by name, and what is by other words: `x` times its hard
  /// sigmoid, slopes per channel and for all, on images and on rows.
  @Test
  void activationsFromPytorch() {
    colour();
    String x = g.plain("HardSwish", g.conv("input", 3, 6, 3, 2, 1, 1));
    x = g.conv(x, 6, 6, 3, 1, 1, 1);
    x = g.plain("Mul", g.hardSigmoid(x), x);
    x = g.hardSigmoid(g.conv(x, 6, 5, 3, 1, 1, 1));
    x = g.plain("PRelu", g.conv(x, 5, 7, 3, 1, 1, 1), g.positive(7, 1, 1));
    x = g.plain("Selu", g.conv(x, 7, 4, 3, 2, 1, 1));
    x = g.leaky(g.conv(x, 4, 4, 1, 1, 0, 1), 0.2);
    x = g.gemm(g.leaky(g.flatten(x), 0.1), 4 * 8 * 8, 9);
    x = g.plain("PRelu", x, g.positive(9));
    x = g.plain("Celu", g.gemm(x, 9, 8));
    TrainedModel model = read(g.gemm(g.plain("PRelu", x, g.positive(1)), 8, 4), 4, 17);
    assertThat(kinds(model).stream().filter(kind -> !kind.equals("padding")))
        .containsExactly(
            "conv",
            "hardSwish",
            "conv",
            "hardSwish",
            "conv",
            "hardSigmoid",
            "conv",
            "prelu",
            "conv",
            "selu",
            "conv",
            "prelu",
            "flatten",
            "prelu",
            "dense",
            "prelu",
            "dense",
            "elu",
            "prelu",
            "dense");
  }

  /// Settings that were attributes before they were inputs.
  @ParameterizedTest
  @ValueSource(ints = {7, 9, 10, 11})
  void settingsOfOldOpsets(int opset) {
    colour();
    boolean attributes = opset < 11;
    String x = g.conv("input", 3, 6, 3, 2, 1, 1);
    x = g.plain("BatchNormalization", x, g.positive(6), g.weights(6), g.weights(6), g.positive(6));
    x = g.plain("Relu", x);
    OperationWriter clip =
        attributes
            ? g.operation("Clip", "clip", x).number("min", 0).number("max", 6)
            : g.operation("Clip", "clip", x, g.constantNode(0f), g.constantNode(6f));
    x = g.add(clip, "clip");
    long[] pads = {0, 0, 1, 2, 0, 0, 0, 1};
    OperationWriter pad =
        attributes
            ? g.operation("Pad", "pad", x).integers("pads", pads)
            : g.operation("Pad", "pad", x, g.indices(pads));
    x = g.conv(g.add(pad, "pad"), 6, 4, 3, 1, 0, 1);
    x = g.add(g.operation("Dropout", "drop", x).number("ratio", 0.25), "drop");
    x = g.add(g.operation("ReduceMean", "mean", x).integers("axes", 2, 3), "mean");
    x = g.add(g.operation("Squeeze", "flat", x).integers("axes", 2, 3), "flat");
    TrainedModel model = read(g.gemm(x, 4, 3), 3, opset);
    assertThat(kinds(model)).contains("relu6", "padding", "dropout", "globalAveragePool");
    assertThat(OnnxImport.unusual(opset)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 20, 21, 22, 23, 24, 25})
  void newestOpsets(int opset) {
    colour();
    String x = g.relu6(g.batchNorm(g.conv("input", 3, 6, 3, 2, 1, 1), 6));
    x = g.maxPool(g.plain("Relu", x), 3, 2, 1, false);
    x = g.concat(1, x, g.plain("Sigmoid", g.conv(x, 6, 5, 3, 1, 1, 1)));
    x = g.add(g.operation("Pad", "pad", x, g.indices(0, 0, 1, 1, 0, 0, 1, 1)), "pad");
    x = g.conv(x, 11, 4, 3, 1, 0, 1);
    x = g.plain("Add", x, g.plain("HardSwish", g.conv(x, 4, 4, 1, 1, 0, 1)));
    x =
        g.add(
            g.operation("AveragePool", "average", x)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2),
            "average");
    x = g.plain("Dropout", x, g.constantNode(0.25f), g.constantNode(false));
    String n = g.add(g.operation("Shape", "n", x).integer("start", 0).integer("end", 1), "n");
    x = g.plain("Reshape", x, g.concat(0, n, g.indices(-1)));
    x = g.add(g.operation("Flatten", "rows", x).integer("axis", -1), "rows");
    TrainedModel model = read(g.gemm(x, 4 * 4 * 4, 3), 3, opset);
    assertThat(kinds(model)).contains("batchNorm", "maxPool", "averagePool", "flatten");
    assertThat(OnnxImport.unusual(opset)).isEmpty();
  }

  @Test
  void tellsOfOpsetsThatNobodyHasTested() {
    assertThat(OnnxImport.unusual(0)).isEmpty();
    assertThat(OnnxImport.unusual(99))
        .contains(
            "it uses ONNX opset 99, which is newer than the tested ones; if its results"
                + " look wrong, export it with an opset from 7 to 25");
    assertThat(OnnxImport.unusual(6)).get().asString().contains("opset 6, which is older than");
    colour();
    g.output(g.gemm(g.flatten(g.conv("input", 3, 6, 3, 2, 1, 1)), 6 * 15 * 16, 4), 4);
    assertThat(OnnxImport.decode("late.onnx", g.file(99)).model().classes()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -7})
  void refusesAxesThatThereAreNot(int axis) {
    refusesAxis(
        (graph, images) -> graph.operation("Flatten", "end", images).integer("axis", axis),
        "'Flatten' 'end'",
        "axis " + axis,
        "-4 to 3");
    refusesAxis(
        (graph, images) ->
            graph.operation("Flatten", "end", graph.flatten(images)).integer("axis", axis),
        "'Flatten' 'end'",
        "axis " + axis,
        "-2 to 1");
    refusesAxis(
        (graph, images) ->
            graph
                .operation("Squeeze", "end", graph.plain("GlobalAveragePool", images))
                .integers("axes", 2, 2 * axis - 3),
        "'Squeeze' 'end'",
        "axes " + (2 * axis - 3),
        "-4 to 3");
    refusesAxis(
        (graph, images) -> graph.operation("Concat", "end", images, images).integer("axis", axis),
        "'Concat' 'end'",
        "axis " + axis,
        "-4 to 3");
    refusesAxis(
        (graph, images) -> {
          String rows = graph.flatten(images);
          return graph.operation("Concat", "end", rows, rows).integer("axis", axis);
        },
        "'Concat' 'end'",
        "axis " + axis,
        "-2 to 1");
  }

  private static void refusesAxis(
      BiFunction<ForeignGraph, String, OperationWriter> end,
      String where,
      String given,
      String expected) {
    ForeignGraph graph = new ForeignGraph("main_graph");
    graph.input("input", 3, COLOUR.height(), COLOUR.width());
    graph.add(end.apply(graph, graph.conv("input", 3, 6, 3, 2, 1, 1)), "end");
    graph.output("end", 4);
    byte[] file = graph.file(12);
    assertThatThrownBy(() -> OnnxImport.decode("axes.onnx", file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            """
            axes.onnx, %s: no such axis
              given     %s
              expected  %s
            """
                .formatted(where, given, expected));
  }

  @Test
  void bordersOfOtherNumbers() {
    colour();
    String pads = g.indices(0, 0, 1, 1, 0, 0, 1, 1);
    String x = g.add(g.operation("Pad", "pad", "input", pads, g.constantNode(-1f)), "pad");
    x = g.gemm(g.flatten(g.conv(x, 3, 6, 3, 2, 1, 1)), 6 * 16 * 17, 4);
    assertThat(kinds(read(x, 4, 17))).startsWith("border", "padding", "conv");
  }

  @Test
  void refusesOtherConstants() {
    colour();
    String x = g.conv("input", 3, 6, 3, 2, 1, 1);
    x = g.add(g.operation("Swish", "swish", x).number("alpha", 0.5), "swish");
    g.output(g.gemm(g.flatten(x), 6 * 15 * 16, 4), 4);
    byte[] file = g.file(17);
    assertThatThrownBy(() -> OnnxImport.decode("other.onnx", file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            other.onnx, 'Swish' 'swish': unsupported constant
              given     alpha 0.5
              expected  alpha 1.0
              fix       change this in the original program, and export the model again\
            """);
  }

  /// As tf2onnx writes MobileNet: one transpose at the beginning, normalisation folded, `Relu` and
  /// `Clip` for ReLU6, the mean as a pooling and `Squeeze`, `MatMul` and `Add`, a softmax.
  @Test
  void mobileFromKeras() {
    g.input("input_1", SQUARE.height(), SQUARE.width(), 3);
    String x = g.transposed("input_1", 0, 3, 1, 2);
    x = g.kerasConv(x, g.weights(8, 3, 3, 3), g.weights(8), 2, 1);
    x = g.relu6(g.plain("Relu", x));
    x = g.kerasConv(x, g.weights(8, 1, 3, 3), g.weights(8), 1, 8);
    x = g.relu6(g.plain("Relu", x));
    x = g.kerasConv(x, g.weights(18, 8, 1, 1), g.weights(18), 1, 1);
    x = g.kerasConv(x, g.weights(18, 1, 3, 3), g.weights(18), 2, 18);
    x = g.plain("GlobalAveragePool", g.plain("Relu", x));
    x = g.plain("Squeeze", x, g.indices(2, 3));
    x = g.plain("MatMul", x, g.matrix(18, 5));
    x = g.plain("Add", x, g.weights(5));
    String probabilities = g.plain("Softmax", x);
    g.output(x, 5);
    TrainedModel model = readChannelsLast(probabilities, 5, SQUARE);
    assertThat(kinds(model)).contains("depthwise").doesNotContain("padding", "flatten");
  }

  /// As tf2onnx writes a residual network with zero padding of its own, normalisation that could
  /// not be folded, and a mean over NHWC's axes behind the last transpose.
  @Test
  void residualFromKeras() {
    g.input("input_1", SQUARE.height(), SQUARE.width(), 3);
    String x = g.transposed("input_1", 0, 3, 1, 2);
    x = g.add(g.operation("Pad", "pad", x, g.indices(0, 0, 1, 1, 0, 0, 1, 1)), "pad");
    String w = g.weights(6, 3, 3, 3);
    x =
        g.add(
            g.operation("Conv", "valid", x, w, g.weights(6))
                .integers("strides", 2, 2)
                .text("auto_pad", "VALID"),
            "valid");
    x = g.plain("Relu", x);
    String inner = g.batchNorm(g.kerasConv(x, g.weights(6, 6, 3, 3), g.weights(6), 1, 1), 6);
    x = g.plain("Relu", g.plain("Add", x, inner));
    x = g.transposed(x, 0, 2, 3, 1);
    x =
        g.add(
            g.operation("ReduceMean", "mean", x).integers("axes", 1, 2).integer("keepdims", 0),
            "mean");
    x = g.plain("Add", g.plain("MatMul", x, g.matrix(6, 4)), g.weights(4));
    TrainedModel model = readChannelsLast(x, 4, SQUARE);
    assertThat(kinds(model)).contains("padding", "add", "globalAveragePool");
  }

  /// With one channel tf2onnx reshapes instead of transposing.
  @Test
  void lettersFromKeras() {
    ImageShape letter = new ImageShape(28, 28, 1);
    g.input("input_1", 28, 28, 1);
    String x = g.plain("Reshape", "input_1", g.indices(-1, 1, 28, 28));
    x = g.plain("Relu", g.kerasConv(x, g.weights(16, 1, 5, 5), g.weights(16), 1, 1));
    x =
        g.add(
            g.operation("MaxPool", "pool", x)
                .integers("kernel_shape", 2, 2)
                .integers("strides", 2, 2)
                .text("auto_pad", "SAME_UPPER"),
            "pool");
    x = g.transposed(x, 0, 2, 3, 1);
    x = g.plain("Reshape", x, g.indices(-1, 14 * 14 * 16));
    x = g.plain("Relu", g.plain("Add", g.plain("MatMul", x, g.matrix(3136, 12)), g.weights(12)));
    x = g.plain("Add", g.plain("MatMul", x, g.matrix(12, 10)), g.weights(10));
    TrainedModel model = readChannelsLast(x, 10, letter);
    assertThat(kinds(model))
        .containsExactly("conv", "relu", "maxPool", "flatten", "dense", "relu", "dense");
  }
}
