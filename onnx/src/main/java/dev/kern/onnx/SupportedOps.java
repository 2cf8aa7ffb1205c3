package dev.kern.onnx;

import dev.kern.data.file.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The operations that can be imported.
final class SupportedOps {
  private static final Set<String> SHAPES = Set.of("Shape", "Unsqueeze", "Slice", "Cast");

  private static final Set<String> KNOWN =
      Set.of(
          """
          Add AveragePool BatchNormalization Celu Clip Concat Constant Conv Div Dropout Elu
          Flatten Gather Gelu Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish
          Identity LeakyRelu LogSoftmax MatMul MaxPool Mul PRelu Pad ReduceMean Relu Reshape
          Selu Sigmoid Softmax Squeeze Sub Sum Swish Tanh Transpose
          """
              .split("\\s+"));

  private SupportedOps() {}

  /// Refuses a file with others, all of them in one message.
  static void expect(OnnxFile source) {
    Map<String, Integer> unknown = new TreeMap<>();
    for (Operation operation : source.operations()) {
      String type = operation.fullType();
      if (!KNOWN.contains(type) && !SHAPES.contains(type)) {
        unknown.merge(type, 1, Integer::sum);
      }
    }
    if (!unknown.isEmpty()) {
      List<String> named =
          unknown.entrySet().stream()
              .map(e -> Problem.quote(e.getKey()) + " (" + e.getValue() + ")")
              .toList();
      throw Problem.at(source.file(), "unsupported operations")
          .given(Problem.list(named))
          .expected("only " + String.join(", ", KNOWN.stream().sorted().toList()))
          .fix("export a convolutional network of these operations");
    }
  }
}
