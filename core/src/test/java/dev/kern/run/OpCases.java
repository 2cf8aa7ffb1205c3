package dev.kern.run;

import dev.kern.graph.Abs;
import dev.kern.graph.Activate;
import dev.kern.graph.Add;
import dev.kern.graph.AddBias;
import dev.kern.graph.AddScalar;
import dev.kern.graph.AveragePool;
import dev.kern.graph.BatchVariance;
import dev.kern.graph.Concat;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Crop;
import dev.kern.graph.Divide;
import dev.kern.graph.Dropout;
import dev.kern.graph.Fill;
import dev.kern.graph.L2Loss;
import dev.kern.graph.LocalResponse;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.OneHot;
import dev.kern.graph.Pad;
import dev.kern.graph.ParametricRelu;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;
import dev.kern.graph.ShuffleChannels;
import dev.kern.graph.Sign;
import dev.kern.graph.Softmax;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Sqrt;
import dev.kern.graph.Standardize;
import dev.kern.graph.Subsample;
import dev.kern.graph.Subtract;
import dev.kern.graph.SumRows;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import dev.kern.math.LocalNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Every op that has a gradient, at ragged shapes.
final class OpCases {
  private static final Window HALVING = Window.square(2).stride(2);
  private final List<OpCase> cases = new ArrayList<>();

  private OpCases() {}

  /// All cases.
  static List<OpCase> all() {
    OpCases made = new OpCases();
    made.elements();
    made.rows();
    made.norms();
    made.windows();
    made.fused();
    made.places();
    return made.cases;
  }

  private void add(String name, Function<OpCase.Inputs, Node> result) {
    cases.add(new OpCase(name, result));
  }

  private void elements() {
    add("add", g -> Add.of(g.any(3, 5, 7), g.any(3, 5, 7)));
    add("add to itself", g -> twice(g.any(17)));
    add("subtract", g -> Subtract.of(g.any(2, 33), g.any(2, 33)));
    add("multiply", g -> Multiply.of(g.any(5, 13), g.any(5, 13)));
    add("divide", g -> Divide.of(g.any(5, 13), awayFromZero(g.any(5, 13))));
    add("divide by itself", g -> Divide.of(g.fixed(17), awayFromZero(g.any(17))));
    add("add scalar", g -> AddScalar.of(g.any(3, 17), -1.5));
    add("square root", g -> Sqrt.of(awayFromZero(g.any(5, 19))));
    add("sign", g -> Sign.of(g.any(3, 33)));
    add("absolute value", g -> Abs.of(g.any(3, 33)));
    add("scale", g -> Scale.of(g.any(3, 17), -1.5));
    add("scale by", g -> ScaleBy.of(g.fixed(3, 17), g.positive()));
    for (Activation activation : Activation.values()) {
      add("activate " + activation, g -> Activate.of(g.any(3, 19), activation));
    }
    add("dropout", g -> Dropout.of(g.any(5, 37), 0.6));
  }

  /// `1 + x²`
  private static Node awayFromZero(Node x) {
    return AddScalar.of(Multiply.of(x, x), 1);
  }

  private static Node twice(Node x) {
    return Add.of(x, x);
  }

  private void rows() {
    for (int channels : new int[] {1, 3, 17}) {
      add("bias, " + channels + " channels", g -> bias(g.any(2, 3, 5, channels), g));
      add("softmax, " + channels, g -> Softmax.of(g.any(5, channels)));
      add("sum rows, " + channels, g -> SumRows.of(g.fixed(3, 5, channels)));
      add(
          "cross-entropy, " + channels,
          g ->
              SoftmaxCrossEntropy.of(
                  g.any(channels, channels), OneHot.of(g.labels(channels), channels)));
      add(
          "normalize by batch, " + channels,
          g -> Normalize.byBatch(g.any(3, 5, 2, channels), g.any(channels), g.any(channels), 1e-3));
      add(
          "normalize by averages, " + channels,
          g ->
              Normalize.of(
                  g.any(3, 5, channels),
                  g.fixed(channels),
                  g.positive(channels),
                  g.any(channels),
                  g.any(channels),
                  1e-3));
    }
    for (int channels : new int[] {1, 6, 17, 36}) {
      add(
          "scale channels, " + channels,
          g -> ScaleChannels.of(g.any(3, 5, channels), g.any(channels)));
      add("gate, " + channels, g -> ScaleChannels.of(g.any(3, 5, 2, channels), g.any(3, channels)));
      add("gate rows, " + channels, g -> ScaleChannels.of(g.any(3, channels), g.any(3, channels)));
      add(
          "gate lines, " + channels,
          g -> ScaleChannels.of(g.any(2, 5, channels), g.any(2, channels)));
      add("prelu, " + channels, g -> ParametricRelu.of(g.any(3, 5, channels), g.any(channels)));
      add("standardize, " + channels, g -> Standardize.of(g.any(3, 5, channels), 1e-1));
      for (int size : new int[] {1, 4, 5}) {
        LocalNorm how = new LocalNorm(size, 0.7, 0.75, 1.5);
        add(
            "local response, " + size + ", " + channels,
            g -> LocalResponse.of(g.any(3, channels), how));
      }
    }
    add("shuffle", g -> ShuffleChannels.of(g.any(2, 5, 12), 3));
    add("shuffle one by one", g -> ShuffleChannels.of(g.any(2, 5), 5));
    add("mean", g -> ReduceMean.of(g.any(3, 5, 7)));
    add("sum", g -> ReduceSum.of(g.any(3, 5, 7)));
    add("l2", g -> L2Loss.of(g.any(7, 9)));
    add("product", g -> MatMul.of(g.any(5, 13), g.any(13, 17)));
    add("product, left transposed", g -> MatMul.of(g.any(13, 5), g.any(13, 17), true, false));
    add("product, right transposed", g -> MatMul.of(g.any(5, 13), g.any(17, 13), false, true));
    add("large product", g -> MatMul.of(g.any(65, 1025), g.any(1025, 513)));
    add(
        "large product, left transposed",
        g -> MatMul.of(g.any(1025, 65), g.any(1025, 513), true, false));
    add(
        "large product, right transposed",
        g -> MatMul.of(g.any(65, 1025), g.any(513, 1025), false, true));
  }

  private void norms() {
    List<Activation> activations =
        List.of(Activation.RELU, Activation.TANH, Activation.GELU, Activation.HARD_SWISH);
    for (int channels : new int[] {3, 17}) {
      for (Activation f : activations) {
        add(
            "normalize by batch, %s, %d".formatted(f, channels),
            g -> Activate.of(norm(g.any(3, 5, 2, channels), g), f));
        add(
            "normalize by batch with residual, %s, %d".formatted(f, channels),
            g ->
                Activate.of(
                    Add.of(g.any(3, 5, 2, channels), norm(g.any(3, 5, 2, channels), g)), f));
        add(
            "normalize by averages, %s, %d".formatted(f, channels),
            g ->
                Activate.of(
                    Normalize.of(
                        g.any(3, 5, channels),
                        g.fixed(channels),
                        g.positive(channels),
                        g.any(channels),
                        g.any(channels),
                        1e-3),
                    f));
      }
    }
    add(
        "add two norms",
        g ->
            Activate.of(
                Add.of(norm(g.any(3, 5, 17), g), norm(g.any(3, 5, 17), g)), Activation.RELU));
    add(
        "a norm with two activations",
        g -> {
          Node y = norm(g.any(3, 5, 17), g);
          return Multiply.of(Activate.of(y, Activation.GELU), Activate.of(y, Activation.TANH));
        });
    add(
        "variance around another mean",
        g -> {
          Node x = g.fixed(3, 5, 17);
          return Multiply.of(BatchVariance.of(x, g.fixed(17)), g.any(17));
        });
  }

  private static Node norm(Node x, OpCase.Inputs g) {
    int channels = x.shape().last();
    return Normalize.byBatch(x, g.any(channels), g.any(channels), 1e-3);
  }

  private static Node bias(Node x, OpCase.Inputs g) {
    return AddBias.of(x, g.any(x.shape().last()));
  }

  private void windows() {
    for (Window window : windowsOf()) {
      for (int[] channels : new int[][] {{1, 17}, {3, 5}, {17, 1}}) {
        add(
            "conv2d %s, %d to %d".formatted(window, channels[0], channels[1]),
            g -> convolution(g, window, 9, 7, channels[0], channels[1]));
      }
    }
    for (Window window : windowsOf()) {
      for (int[] sizes : new int[][] {{3, 3, 3}, {17, 17, 17}, {17, 17, 34}, {2, 6, 10}}) {
        add(
            "conv2d %s, %d groups, %d to %d".formatted(window, sizes[0], sizes[1], sizes[2]),
            g -> grouped(g, window, sizes[0], sizes[1], sizes[2]));
      }
    }
    for (int stride : new int[] {1, 2}) { // the filter's gradient is computed in slices
      add(
          "conv2d of many channels, stride " + stride,
          g -> convolution(g, Window.square(3).stride(stride), 4, 3, 128, 240));
    }
    for (Window window :
        List.of(HALVING, Window.square(3).stride(2), Window.of(3, 2).valid(), HALVING.valid())) {
      for (int channels : new int[] {1, 5, 17, 32}) {
        add("max " + window + ", " + channels, g -> MaxPool.of(g.any(2, 7, 5, channels), window));
        add(
            "average " + window + ", " + channels,
            g -> AveragePool.of(g.any(2, 7, 5, channels), window));
      }
    }
  }

  private static List<Window> windowsOf() {
    return List.of(
        Window.square(1),
        Window.square(3),
        Window.square(3).valid(),
        Window.square(5).stride(2),
        Window.of(2, 3).stride(2).valid(),
        Window.square(4).stride(3),
        Window.square(2).dilation(2),
        Window.of(3, 1).dilation(3).valid(),
        Window.square(3).dilation(40),
        Window.square(2).stride(Window.LARGEST));
  }

  private static Node convolution(
      OpCase.Inputs g, Window window, int height, int width, int channels, int filters) {
    return Conv2d.of(
        g.any(2, height, width, channels),
        g.any(window.height(), window.width(), channels, filters),
        window);
  }

  private static Node grouped(
      OpCase.Inputs g, Window window, int groups, int channels, int filters) {
    return Conv2d.of(
        g.any(2, 9, 7, channels),
        g.any(window.height(), window.width(), channels / groups, filters),
        window,
        groups);
  }

  /// Images with a border that is different on all sides.
  private static Node bordered(OpCase.Inputs g, double value) {
    return Pad.of(g.any(2, 8, 6, 5), List.of(0, 1, 2, 0), List.of(0, 2, 0, 0), value);
  }

  private void fused() {
    for (Activation activation : List.of(Activation.IDENTITY, Activation.RELU, Activation.TANH)) {
      add("conv block " + activation, g -> block(g, Window.square(3), 7, 5, activation));
      add(
          "dense block " + activation,
          g -> Activate.of(bias(MatMul.of(g.any(5, 13), g.any(13, 17)), g), activation));
    }
    for (Activation activation : List.of(Activation.IDENTITY, Activation.RELU, Activation.TANH)) {
      add(
          "conv block with residual " + activation,
          g -> {
            Node y = bias(convolution(g, Window.square(3), 9, 7, 5, 17), g);
            return Activate.of(Add.of(g.any(2, 9, 7, 17), y), activation);
          });
    }
    for (Window window : List.of(Window.square(3).valid(), Window.square(3).valid().stride(2))) {
      add(
          "border before a convolution, " + window,
          g -> Conv2d.of(bordered(g, 0), g.any(3, 3, 5, 17), window));
      add(
          "border before max pooling, " + window,
          g -> MaxPool.of(bordered(g, -Float.MAX_VALUE), window));
    }
    add(
        "border of zeros before max pooling",
        g -> {
          Node x = Activate.of(g.any(2, 8, 6, 17), Activation.RELU);
          return MaxPool.of(Pad.image(x, 1, 0, 1, 1), Window.square(2).valid());
        });
    add("border of zeros that can win", g -> MaxPool.of(bordered(g, 0), Window.square(2).valid()));
    add(
        "border of zeros before average pooling",
        g -> AveragePool.of(bordered(g, 0), Window.square(2).valid()));
    add(
        "conv block added to another",
        g ->
            Add.of(
                bias(convolution(g, Window.square(3), 9, 7, 5, 17), g),
                bias(convolution(g, Window.square(1), 9, 7, 4, 17), g)));
    for (Window window : List.of(Window.square(3), Window.square(5).valid())) {
      add(
          "conv block, max pool, " + window,
          g -> MaxPool.of(block(g, window, 8, 10, Activation.RELU), HALVING));
      add(
          "conv block, average pool, " + window,
          g -> AveragePool.of(block(g, window, 8, 10, Activation.RELU), HALVING));
    }
    for (Activation activation : List.of(Activation.RELU, Activation.TANH)) {
      add(
          "depthwise block " + activation,
          g -> Activate.of(bias(grouped(g, Window.square(3), 17, 17, 17), g), activation));
    }
    add(
        "depthwise block, max pool",
        g ->
            MaxPool.of(
                Activate.of(
                    bias(grouped(g, Window.of(2, 4).valid(), 18, 18, 18), g), Activation.RELU),
                HALVING));
    add(
        "block in groups, average pool",
        g ->
            AveragePool.of(
                Activate.of(
                    bias(grouped(g, Window.of(2, 4).valid(), 2, 6, 18), g), Activation.RELU),
                HALVING));
    add(
        "conv block, pool of odd extents",
        g -> MaxPool.of(block(g, Window.square(3), 7, 5, Activation.RELU), HALVING));
  }

  private static Node block(
      OpCase.Inputs g, Window window, int height, int width, Activation activation) {
    return Activate.of(bias(convolution(g, window, height, width, 3, 17), g), activation);
  }

  private void places() {
    add("reshape", g -> Reshape.of(g.any(3, 5, 2), Shape.of(5, 6)));
    add("concat", g -> Concat.of(List.of(g.any(2, 3, 1), g.any(2, 3, 17), g.any(2, 3, 5))));
    add("pad", g -> Pad.image(g.any(2, 3, 5, 3), 1, 0, 2, 1));
    add("subsample", g -> Subsample.of(g.any(2, 7, 5, 3), 2, 1));
    add("subsample both axes", g -> Subsample.of(g.any(2, 7, 6, 17), 3, 2));
    add("subsample nothing", g -> Subsample.of(g.any(2, 3, 2, 1), 1, 1));
    add("pad all axes", g -> Pad.of(g.any(2, 3, 4), List.of(1, 0, 2), List.of(0, 3, 1), 0.5));
    add("crop", g -> Crop.of(g.any(4, 5, 6), List.of(1, 0, 2), List.of(0, 3, 1)));
    add("fill", g -> Fill.of(g.any(), Shape.of(3, 5)));
  }
}
