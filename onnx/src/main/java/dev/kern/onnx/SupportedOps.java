package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

  private static final String NO_UPSCALING =
      "export a classifier without it; Kern has no layers that make images larger";

  private static final Map<String, String> CURES =
      Map.of(
          "ConvTranspose", NO_UPSCALING,
          "Resize", NO_UPSCALING,
          "Upsample", NO_UPSCALING,
          "ArgMax", "export the network up to its logits, without ArgMax",
          "TopK", "export the network up to its logits, without TopK",
          "NonMaxSuppression", "export a classifier; Kern has no layers for detection",
          "LSTM", "export a convolutional network; Kern has no recurrent layers",
          "GRU", "export a convolutional network; Kern has no recurrent layers",
          "If", "export it without control flow, such as with torch.onnx.export after eval()",
          "Loop", "export it without control flow, such as with torch.onnx.export after eval()");

  private SupportedOps() {}

  /// Whether an operation is one of these.
  static boolean has(Operation operation) {
    String type = operation.fullType();
    return KNOWN.contains(type) || PARTS.contains(type);
  }

  /// The error for a file with others, all of them in one message.
  static Optional<DataException> refusal(OnnxFile source) {
    Map<String, List<Operation>> unknown = new TreeMap<>();
    for (Operation operation : source.operations()) {
      if (!has(operation)) {
        unknown.computeIfAbsent(operation.fullType(), _ -> new ArrayList<>()).add(operation);
      }
    }
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    List<String> named =
        unknown.entrySet().stream().map(e -> named(e.getKey(), e.getValue())).toList();
    String cures =
        unknown.keySet().stream()
            .filter(CURES::containsKey)
            .map(type -> CURES.getOrDefault(type, ""))
            .distinct()
            .collect(Collectors.joining("; "));
    return Optional.of(
        Problem.at(source.file(), "unsupported operations")
            .given(Problem.list(named))
            .expected("only " + String.join(", ", KNOWN.stream().sorted().toList()))
            .fix(cures.isEmpty() ? "export a convolutional network of these operations" : cures));
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
