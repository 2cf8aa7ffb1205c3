package dev.kern.onnx;

import dev.kern.math.Activation;

/// Translates activation functions into ONNX's operations.
final class ActivationExport {
  private static final double LEAK = 0.01;

  private final GraphWriter writer;
  private boolean gelu;

  ActivationExport(GraphWriter writer) {
    this.writer = writer;
  }

  /// Whether there was a GELU, an operation since opset 20.
  boolean usesGelu() {
    return gelu;
  }

  /// `y`, the function of `x`.
  void add(Activation function, String y, String x) {
    switch (function) {
      case IDENTITY -> writer.add(new OperationWriter("Identity", y, x));
      case RELU -> writer.add(new OperationWriter("Relu", y, x));
      case RELU6 -> {
        String least = writer.constant("zero", new float[] {0});
        String most = writer.constant("six", new float[] {6});
        writer.add(new OperationWriter("Clip", y, x, least, most));
      }
      case LEAKY_RELU -> writer.add(new OperationWriter("LeakyRelu", y, x).number("alpha", LEAK));
      case ELU -> writer.add(new OperationWriter("Elu", y, x).number("alpha", 1));
      case SELU -> writer.add(new OperationWriter("Selu", y, x));
      case SIGMOID -> writer.add(new OperationWriter("Sigmoid", y, x));
      case HARD_SIGMOID ->
          writer.add(
              new OperationWriter("HardSigmoid", y, x)
                  .number("alpha", 1.0 / 6)
                  .number("beta", 0.5));
      case TANH -> writer.add(new OperationWriter("Tanh", y, x));
      case SILU -> {
        writer.add(new OperationWriter("Sigmoid", y + "/sigmoid", x));
        writer.add(new OperationWriter("Mul", y, x, y + "/sigmoid"));
      }
      case HARD_SWISH -> writer.add(new OperationWriter("HardSwish", y, x));
      case GELU -> {
        gelu = true;
        writer.add(new OperationWriter("Gelu", y, x).text("approximate", "tanh"));
      }
      case EXACT_GELU -> {
        gelu = true;
        writer.add(new OperationWriter("Gelu", y, x).text("approximate", "none"));
      }
    }
  }
}
