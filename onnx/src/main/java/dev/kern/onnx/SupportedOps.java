package dev.kern.onnx;

import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The operations that can be imported.
final class SupportedOps {
  private static final int MOST_NAMES = 3;

  private static final Set<String> KNOWN =
      Set.of(
          """
          Add AveragePool BatchNormalization Celu Clip Concat Constant Conv Div Dropout Elu
          Expand Flatten Gather Gelu Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish
          Identity LRN LayerNormalization LeakyRelu LogSoftmax MatMul MaxPool Mul PRelu Pad
          ReduceMax ReduceMean Relu Reshape Selu Sigmoid Slice Softmax Split Squeeze Sub Sum Swish
          Tanh Transpose
          """
              .split("\\s+"));

  /// Operations that stand only for parts of layers, or for what is computed in advance.
  private static final Set<String> PARTS =
      Set.of(
          """
          Abs Cast Erf Exp Log Neg Pow Reciprocal Shape Softplus Softsign Sqrt Unsqueeze
          ConvInteger DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearConv
          QLinearMatMul QuantizeLinear com.microsoft.DequantizeLinear com.microsoft.QGemm
          com.microsoft.QLinearAdd com.microsoft.QLinearAveragePool com.microsoft.QLinearConcat
          com.microsoft.QLinearGlobalAveragePool com.microsoft.QLinearLeakyRelu
          com.microsoft.QLinearMul com.microsoft.QLinearSigmoid com.microsoft.QLinearSoftmax
          com.microsoft.QuantizeLinear
          """
              .split("\\s+"));

  private static final Map<String, String> CURES =
      Map.of(
          "ArgMax", "export the network up to its logits, without ArgMax",
          "TopK", "export the network up to its logits, without TopK",
          "NonMaxSuppression", "export a classifier; Kern has no layers for detection",
          "LSTM", "export a convolutional network; Kern has no recurrent layers",
          "GRU", "export a convolutional network; Kern has no recurrent layers",
          "If", "export it without control flow, such as with torch.onnx.export after eval()",
          "Loop", "export it without control flow, such as with torch.onnx.export after eval()");

  private SupportedOps() {}

  /// Refuses a file with others, all of them in one message.
  static void expect(OnnxFile source) {
    Map<String, List<Operation>> unknown = new TreeMap<>();
    for (Operation operation : source.operations()) {
      String type = operation.fullType();
      if (!KNOWN.contains(type) && !PARTS.contains(type)) {
        unknown.computeIfAbsent(type, _ -> new ArrayList<>()).add(operation);
      }
    }
    if (!unknown.isEmpty()) {
      List<String> named =
          unknown.entrySet().stream().map(e -> named(e.getKey(), e.getValue())).toList();
      String cure =
          unknown.keySet().stream()
              .filter(CURES::containsKey)
              .findFirst()
              .map(type -> CURES.getOrDefault(type, ""))
              .orElse("export a convolutional network of these operations");
      throw Problem.at(source.file(), "unsupported operations")
          .given(Problem.list(named))
          .expected("only " + String.join(", ", KNOWN.stream().sorted().toList()))
          .fix(cure);
    }
  }

  /// A type with its number, and what the first few are called.
  private static String named(String type, List<Operation> all) {
    List<String> names =
        all.stream()
            .map(Operation::called)
            .filter(name -> !name.isEmpty())
            .limit(MOST_NAMES)
            .map(Problem::quote)
            .toList();
    String more = all.size() > names.size() && !names.isEmpty() ? ", …" : "";
    return "%s (%d%s)"
        .formatted(
            Problem.quote(type),
            all.size(),
            names.isEmpty() ? "" : ": " + String.join(", ", names) + more);
  }
}
