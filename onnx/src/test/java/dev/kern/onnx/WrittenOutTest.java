package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.file.DataException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What exporters write out operation by operation, and what files leave open: ONNX Runtime and
/// Kern make the same of each file, and of what Kern writes again.
final class WrittenOutTest {
  private static final ImageShape COLOUR = new ImageShape(29, 32, 3);
  private static final int COUNT = 5;

  private final ForeignGraph g = new ForeignGraph("main_graph");

  private static List<String> kinds(TrainedModel model) {
    return model.model().network().layers().stream().map(Layer::kind).toList();
  }

  /// Begins with a convolution of colour images to so many channels, 15 x 16.
  private String begin(int channels) {
    g.input("input", 3, COLOUR.height(), COLOUR.width());
    return g.conv("input", 3, channels, 3, 2, 1, 1);
  }

  /// Ends in a mean over the image and a dense layer; reads, judges, and judges what is written.
  private TrainedModel read(String x, int channels) {
    String y = g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), channels, 4);
    g.output(y, 4);
    return judged(g.file(17), ImportOptions.NONE);
  }

  private static TrainedModel judged(byte[] file, ImportOptions options) {
    TrainedModel model = OnnxImport.decode("written.onnx", file, options);
    OnnxExportTest.assertSame(model, file);
    byte[] again = OnnxExport.toBytes(model);
    OnnxExportTest.assertSame(model, again);
    TrainedModel back = OnnxImport.decode("again.onnx", again);
    OnnxExportTest.assertSame(back, file);
    assertThat(kinds(back)).isEqualTo(kinds(model));
    return model;
  }

  private String number(double value) {
    return g.constantNode((float) value);
  }

  @Test
  void hardSwish() {
    String x = begin(6);
    String gate = g.relu6(g.plain("Add", x, number(3)));
    x = g.plain("Div", g.plain("Mul", x, gate), number(6));
    x = g.conv(x, 6, 5, 3, 1, 1, 1);
    gate = g.plain("Mul", g.relu6(g.plain("Add", number(3), x)), number(1 / 6.0));
    assertThat(kinds(read(g.plain("Mul", gate, x), 5)))
        .containsExactly(
            "padding", "conv", "hardSwish", "conv", "hardSwish", "globalAveragePool", "dense");
  }

  @Test
  void gelu() {
    String x = begin(6);
    String e = g.plain("Erf", g.plain("Div", x, number(Math.sqrt(2))));
    x = g.plain("Mul", g.plain("Mul", x, g.plain("Add", e, number(1))), number(0.5));
    x = g.conv(x, 6, 5, 3, 1, 1, 1);
    String cube = g.plain("Mul", g.plain("Pow", x, number(3)), number(0.044715));
    String inner = g.plain("Mul", g.plain("Add", x, cube), number(Math.sqrt(2 / Math.PI)));
    String tanh = g.plain("Add", g.plain("Tanh", inner), number(1));
    x = g.plain("Mul", g.plain("Mul", x, number(0.5)), tanh);
    assertThat(kinds(read(x, 5)))
        .contains("exactGelu", "gelu")
        .doesNotContain("multiply", "affine");
  }

  @Test
  void saysWhatNothingComesOf() {
    String x = begin(6);
    x = g.plain("Mul", x, g.plain("Tanh", g.plain("Softplus", x)));
    g.output(g.gemm(g.flatten(g.plain("Exp", x)), 6 * 15 * 16, 4), 4);
    byte[] file = g.file(17);
    assertThatThrownBy(() -> OnnxImport.decode("mish.onnx", file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("mish.onnx, 'Softplus' 'Softplus_")
        .hasMessageContaining("mish.onnx, 'Exp' 'Exp_")
        .hasMessageContaining("it is supported only as a part of an activation or normalisation");
  }

  @Test
  void namesAllThatItRefuses() {
    String x = begin(6);
    x = g.add(g.operation("Swish", "first", x).number("alpha", 0.5), "first");
    String y = g.conv("input", 3, 6, 3, 2, 1, 1);
    y = g.add(g.operation("Swish", "second", y).number("alpha", 0.5), "second");
    g.output(g.gemm(g.flatten(g.plain("Add", x, y)), 6 * 15 * 16, 4), 4);
    byte[] file = g.file(17);
    assertThatThrownBy(() -> OnnxImport.decode("two.onnx", file))
        .hasMessageContaining("two.onnx, 'Swish' 'first': unsupported constant\n")
        .hasMessageContaining("\ntwo.onnx, 'Swish' 'second': unsupported constant\n");
  }

  /// With means over the channels, which stand first, and over the last axis behind a transpose.
  @Test
  void layerNormalization() {
    String x = begin(6);
    String far = g.plain("Sub", x, mean(x, 1));
    String variance = g.plain("Add", mean(g.plain("Pow", far, number(2)), 1), number(1e-5));
    x = g.plain("Div", far, g.plain("Sqrt", variance));
    x = g.plain("Mul", x, g.positive(6, 1, 1));
    x = g.plain("Add", x, g.weights(6, 1, 1));
    x = g.transposed(g.conv(x, 6, 5, 3, 1, 1, 1), 0, 2, 3, 1);
    far = g.plain("Sub", x, mean(x, -1));
    variance = g.plain("Add", mean(g.plain("Mul", far, far), -1), number(1e-3));
    x = g.plain("Mul", far, g.plain("Reciprocal", g.plain("Sqrt", variance)));
    x = g.plain("Add", g.plain("MatMul", x, g.matrix(5, 7)), g.weights(7));
    String y = "LayerNormalization";
    x = g.add(g.operation(y, y, x, g.positive(7), g.weights(7)).number("epsilon", 1e-4), y);
    assertThat(kinds(read(g.transposed(x, 0, 3, 1, 2), 7)))
        .containsExactly(
            "padding",
            "conv",
            "layerNorm",
            "conv",
            "layerNorm",
            "conv",
            "layerNorm",
            "globalAveragePool",
            "dense");
  }

  private String mean(String x, int axis) {
    String y = "mean_" + x;
    return g.add(g.operation("ReduceMean", y, x).integers("axes", axis), y);
  }

  /// The gate as images of one pixel, and as rows that are given two axes.
  @Test
  void squeezeAndExcitation() {
    String x = g.plain("Relu", begin(6));
    String gate = g.conv(g.plain("GlobalAveragePool", x), 6, 4, 1, 1, 0, 1);
    gate = g.conv(g.plain("Relu", gate), 4, 6, 1, 1, 0, 1);
    x = g.plain("Mul", g.hardSigmoid(gate), x);
    gate = g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 6, 3);
    gate = g.plain("Sigmoid", g.gemm(g.plain("Relu", gate), 3, 6));
    x = g.plain("Mul", x, g.plain("Reshape", gate, g.indices(-1, 6, 1, 1)));
    x = g.plain("Mul", x, g.plain("Sigmoid", g.conv(x, 6, 6, 3, 1, 1, 1)));
    assertThat(kinds(read(x, 6)).stream().filter("multiply"::equals)).hasSize(3);
  }

  @Test
  void clipsOfAllKinds() {
    String x = g.plain("Clip", begin(6), number(-1), number(0.5));
    x = g.plain("Clip", g.conv(x, 6, 5, 3, 1, 1, 1), number(0.25));
    x = g.plain("Clip", g.conv(x, 5, 5, 3, 1, 1, 1), "", number(0.75));
    String y = "HardSigmoid";
    x = g.add(g.operation(y, y, g.conv(x, 5, 4, 1, 1, 0, 1)).number("alpha", 0.2), y);
    assertThat(kinds(read(x, 4))).contains("relu6", "relu", "hardSigmoid");
  }

  @Test
  void exponentialUnitsWithOtherConstants() {
    String x = g.add(g.operation("Elu", "elu", begin(6)).number("alpha", 0.5), "elu");
    x = g.conv(x, 6, 5, 3, 1, 1, 1);
    x = g.add(g.operation("Celu", "celu", x).number("alpha", 2), "celu");
    x = g.conv(x, 5, 4, 3, 1, 1, 1);
    x = g.add(g.operation("Selu", "selu", x).number("alpha", 2).number("gamma", 3), "selu");
    read(x, 4);
  }

  @Test
  void refusesWhatComputesWithProbabilities() {
    String x = g.flatten(g.plain("GlobalAveragePool", begin(6)));
    g.output(g.gemm(g.plain("Identity", g.plain("Softmax", x)), 6, 4), 4);
    byte[] file = g.file(17);
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", file))
        .hasMessageContaining("m.onnx, 'Gemm' 'Gemm_")
        .hasMessageContaining("softmax is supported only at the end of the network");
  }

  @Test
  void windowsThatDifferByAxis() {
    String x = begin(6);
    x =
        g.add(
            g.operation("Conv", "tall", x, g.weights(5, 6, 3, 2), g.weights(5))
                .integers("strides", 2, 1)
                .integers("dilations", 1, 3)
                .integers("pads", 0, 2, 1, 1),
            "tall");
    x =
        g.add(
            g.operation("MaxPool", "wide", x)
                .integers("kernel_shape", 1, 3)
                .integers("strides", 1, 2)
                .integers("pads", 0, 1, 0, 1),
            "wide");
    x =
        g.add(
            g.operation("Conv", "same", x, g.weights(4, 5, 3, 3))
                .integers("strides", 3, 2)
                .text("auto_pad", "SAME_LOWER"),
            "same");
    assertThat(kinds(read(x, 4)).stream().filter("subsample"::equals)).hasSize(3);
  }

  @Test
  void meansWithAndWithoutTheirBorder() {
    String x = begin(6);
    for (int counts : new int[] {0, 1}) {
      String y = "mean" + counts;
      x =
          g.add(
              g.operation("AveragePool", y, x)
                  .integers("kernel_shape", 3, 3)
                  .integers("strides", 2, 2)
                  .integers("pads", 1, 1, 1, 1)
                  .integer("count_include_pad", counts),
              y);
    }
    read(x, 6);
  }

  @Test
  void shuffledAndSplitChannels() {
    String x = begin(12);
    x = g.plain("Reshape", x, g.indices(-1, 3, 4, 15, 16));
    x = g.transposed(x, 0, 2, 1, 3, 4);
    x = g.plain("Reshape", x, g.indices(-1, 12, 15, 16));
    g.add(
        g.operation("Split", "left", List.of("left", "right"), x, g.indices(5, 7))
            .integer("axis", 1),
        "left");
    x = g.concat(1, "left", g.plain("Relu", g.conv("right", 7, 7, 3, 1, 1, 1)));
    x = g.plain("Slice", x, g.indices(2), g.indices(100), g.indices(1));
    assertThat(kinds(read(x, 10)))
        .containsExactly(
            "padding", "conv", "shuffle", "concat", "channels", "globalAveragePool", "dense");
  }

  /// Each layer takes all before it side by side, as in a DenseNet.
  @Test
  void denselyConnected() {
    String x = begin(4);
    String one = g.plain("Relu", g.conv(g.concat(1, x), 4, 3, 3, 1, 1, 1));
    String two = g.plain("Relu", g.conv(g.concat(1, x, one), 7, 3, 3, 1, 1, 1));
    String three = g.plain("Relu", g.conv(g.concat(1, x, one, two), 10, 3, 3, 1, 1, 1));
    assertThat(kinds(read(g.concat(1, x, one, two, three), 13)))
        .containsExactly(
            "padding", "conv", "concat", "concat", "concat", "globalAveragePool", "dense");
  }

  /// The maximum of numbers that are all below 0 is not that of a border of zeros.
  @Test
  void maximaBesideABorder() {
    String x = g.plain("Sub", g.plain("Neg", g.plain("Relu", begin(6))), number(1));
    assertThat(kinds(read(g.maxPool(x, 3, 2, 1, false), 6))).contains("border");
  }

  @Test
  void bordersOfSomeAxes() {
    String x = g.plain("Pad", begin(6), g.indices(2, 1, 0, 3), number(0.5), g.indices(3, -2));
    g.output(g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 6, 4), 4);
    assertThat(kinds(judged(g.file(18), ImportOptions.NONE))).contains("border");
  }

  @Test
  void localResponses() {
    String x = "lrn";
    x =
        g.add(
            g.operation("LRN", x, begin(6))
                .integer("size", 5)
                .number("alpha", 0.5)
                .number("bias", 2),
            x);
    assertThat(kinds(read(x, 6))).contains("localResponse");
  }

  @Test
  void denseLayersWithFactorsAndOneBias() {
    String x = g.flatten(g.plain("GlobalAveragePool", begin(6)));
    String y = "Gemm";
    g.output(
        g.add(
            g.operation(y, y, x, g.matrix(6, 4), number(0.5)).number("alpha", 2).number("beta", 3),
            y),
        4);
    judged(g.file(17), ImportOptions.NONE);
  }

  @Test
  void constantsThatAreGivenAxes() {
    String x = g.plain("Relu", begin(6));
    String scale = g.plain("Unsqueeze", g.positive(6), g.indices(1, 2));
    x =
        g.plain(
            "Add",
            g.plain("Mul", x, scale),
            g.plain("Squeeze", g.weights(1, 6, 1, 1), g.indices(0)));
    assertThat(kinds(read(x, 6))).contains("affine");
  }

  @Test
  void arithmeticInFrontIsFrozenAndTellsTheScaling() {
    g.input("input", 3, COLOUR.height(), COLOUR.width());
    String x = g.plain("Sub", "input", g.constant(new float[] {0.5f, 0.4f, 0.3f}, 1, 3, 1, 1));
    x = g.plain("Div", x, g.constant(new float[] {0.2f, 0.3f, 0.2f}, 1, 3, 1, 1));
    TrainedModel model = read(g.conv(x, 3, 6, 3, 2, 1, 1), 6);
    assertThat(kinds(model)).startsWith("frozen", "padding", "conv");
    assertThat(model.model().normalization()).contains(Normalization.UNIT);
  }

  /// As torchvision's GoogLeNet and Inception scale their input.
  @Test
  void channelsScaledOneByOne() {
    g.input("input", 3, COLOUR.height(), COLOUR.width());
    String[] channels = new String[3];
    for (int c = 0; c < 3; c++) {
      String y = "channel" + c;
      String x = g.add(g.operation("Gather", y, "input", g.indices(c)).integer("axis", 1), y);
      channels[c] = g.plain("Add", g.plain("Mul", x, number(0.4 + c)), number(c - 0.5));
    }
    assertThat(kinds(read(g.conv(g.concat(1, channels), 3, 6, 3, 2, 1, 1), 6)))
        .startsWith("concat", "padding", "conv");
  }

  @Test
  void rescalingIsOfBytes() {
    g.input("input", 3, COLOUR.height(), COLOUR.width());
    String x = g.plain("Add", g.plain("Mul", "input", number(1 / 127.5)), number(-1));
    TrainedModel model = read(g.conv(x, 3, 6, 3, 2, 1, 1), 6);
    assertThat(model.model().normalization()).contains(Normalization.IDENTITY);
  }

  @Test
  void imagesOfASizeThatIsSaid() {
    g.input("input", 3, -1, -1);
    String x = g.plain("Relu", g.conv("input", 3, 6, 3, 2, 1, 1));
    g.output(g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 6, 4), 4);
    byte[] file = g.file(17);
    ImageShape said = judged(file, ImportOptions.NONE.size(17, 23)).model().image();
    assertThat(said).isEqualTo(new ImageShape(17, 23, 3));
    assertThatThrownBy(() -> OnnxImport.decode("open.onnx", file))
        .hasMessage(
            """
            open.onnx: its images have no fixed size
              given     'input' of [-1, 3, -1, -1], where -1 is a free size
              expected  a size for rows and columns
              fix       say it, such as --size 224x224 (in Java: ImportOptions.NONE.size(224, 224))\
            """);
  }

  @Test
  void oneOfSeveralOutputs() {
    String x = begin(6);
    g.output(g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 6, 4), 4);
    String other = g.gemm(g.flatten(x), 6 * 15 * 16, 2);
    g.output(other, 2);
    byte[] file = g.file(17);
    assertThat(OnnxImport.decode("m", file, ImportOptions.NONE.output(other)).model().classes())
        .hasSize(2);
    assertThatThrownBy(() -> OnnxImport.decode("m", file))
        .hasMessageContaining("(--output Gemm_")
        .hasMessageContaining("it doesn't end in a row of logits per image");
    assertThatThrownBy(() -> OnnxImport.decode("m", file, ImportOptions.NONE.output("z")))
        .hasMessageContaining("it has no such output\n  given     'z'\n  expected  one of Gemm_");
  }

  @Test
  void rowsThatBecomeImages() {
    g.input("input", 784);
    String x = g.plain("Reshape", "input", g.indices(-1, 1, 28, 28));
    x = g.plain("Relu", g.conv(x, 1, 6, 3, 2, 1, 1));
    g.output(g.gemm(g.flatten(x), 6 * 14 * 14, 4), 4);
    byte[] file = g.file(17);
    TrainedModel model = OnnxImport.decode("rows.onnx", file);
    float[] images = Images.of(model.model().image(), COUNT);
    OnnxExportTest.assertClose(
        Architectures.logits(model, images, Engine.VECTOR),
        OnnxRuntime.run(file, images, COUNT, 784));
  }

  /// Channels last to the end, five of them, and a softmax of images of one pixel.
  @Test
  void channelsLastToTheEnd() {
    ImageShape image = new ImageShape(12, 10, 5);
    g.input("input", 12, 10, 5);
    String x = g.transposed("input", 0, 3, 1, 2);
    x = g.plain("Relu", g.conv(x, 5, 4, 3, 1, 1, 1));
    x = g.transposed(g.plain("GlobalAveragePool", x), 0, 2, 3, 1);
    String y = "Softmax";
    g.output(g.add(g.operation(y, y, x).integer("axis", 3), y), 1, 1, 4);
    TrainedModel model = OnnxImport.decode("last.onnx", g.file(17));
    assertThat(model.model().image()).isEqualTo(image);
    OnnxExportTest.assertSame(model, OnnxExport.toBytes(model));
  }

  /// Weights of bytes with a scale for each filter, values between with a zero point of 0, which is
  /// a ReLU: as `quantize_static` writes them, and the same as one operation.
  @Test
  void quantizedFilesAreReadAsFloats() {
    float[] scales = {0.02f, 0.01f, 0.03f, 0.02f};
    byte[] bytes = new byte[4 * 3 * 9];
    new Random(3).nextBytes(bytes);
    g.input("input", 3, 12, 10);
    String scale = g.constant(new float[] {1 / 255f});
    String x = dequantized(quantized("input", scale, false), scale, false);
    String w = g.bytes(bytes, true, 4, 3, 3, 3);
    String weights = "weights";
    g.add(
        g.operation(
                "DequantizeLinear",
                weights,
                w,
                g.constant(scales, 4),
                g.bytes(new byte[4], true, 4))
            .integer("axis", 0),
        weights);
    x = g.plain("Conv", x, weights);
    String unit = g.constant(new float[] {4 / 255f});
    x = dequantized(quantized(x, unit, false), unit, false);
    g.output(g.gemm(g.flatten(g.plain("GlobalAveragePool", x)), 4, 3), 3);
    TrainedModel model = OnnxImport.decode("qdq.onnx", g.file(17));
    assertThat(kinds(model)).containsExactly("conv", "relu", "globalAveragePool", "dense");
    Tensor filters = Objects.requireNonNull(model.weights().get("conv1/weights"));
    for (int f = 0; f < 4; f++) {
      for (int i = 0; i < 27; i++) {
        // ONNX has filter, channel, row, column; Kern row, column, channel, filter.
        float value = filters.at((i % 9 * 3 + i / 9) * 4 + f);
        assertThat(value).isEqualTo(scales[f] * bytes[f * 27 + i]);
      }
    }
  }

  /// Weights of bytes, and inputs whose scale is found while it runs, as `quantize_dynamic` writes
  /// them.
  @Test
  void dynamicallyQuantizedFilesAreReadAsFloats() {
    byte[] bytes = {10, -20, 30, 40, -50, 60, 70, -80, 90, 100, -110, 120};
    g.input("input", 3, 4, 5);
    String x = g.flatten(g.plain("GlobalAveragePool", "input"));
    List<String> parts = List.of("bytes", "scale", "zero");
    g.add(g.operation("DynamicQuantizeLinear", "bytes", parts, x), "bytes");
    String w = g.bytes(bytes, true, 3, 4);
    x = g.plain("MatMulInteger", "bytes", w, "zero", g.bytes(new byte[] {5}, true));
    x = g.add(g.operation("Cast", "cast", x).integer("to", 1), "cast");
    x = g.plain("Mul", x, g.plain("Mul", "scale", number(0.25)));
    g.output(g.plain("Add", x, g.weights(4)), 4);
    TrainedModel model = OnnxImport.decode("dynamic.onnx", g.file(17));
    Tensor matrix = Objects.requireNonNull(model.weights().get("dense1/weights"));
    assertThat(IntStream.range(0, 12).mapToDouble(matrix::at).toArray())
        .containsExactly(IntStream.range(0, 12).mapToDouble(i -> 0.25 * (bytes[i] - 5)).toArray());
  }

  private String quantized(String x, String scale, boolean signed) {
    return g.plain("QuantizeLinear", x, scale, g.bytes(new byte[1], signed));
  }

  private String dequantized(String x, String scale, boolean signed) {
    return g.plain("DequantizeLinear", x, scale, g.bytes(new byte[1], signed));
  }
}
