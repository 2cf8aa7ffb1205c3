package dev.kern.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Who is timed, and where it is served.
enum Contestant {
  KERN("Kern", "contest", "KernFramework"),
  PYTORCH("PyTorch", "pytorch", "PyTorchFramework"),
  TENSORFLOW("TensorFlow", "tensorflow", "TensorFlowFramework"),
  DJL("DJL", "djl", "DjlFramework"),
  DEEPLEARNING4J("Deeplearning4j", "deeplearning4j", "Deeplearning4jFramework"),
  ONNX_RUNTIME("ONNX Runtime", "onnxruntime", "OnnxRuntimeFramework"),
  OPENBLAS("OpenBLAS", "pytorch", "OpenBlasFramework");

  private final String title;
  private final String module;
  private final String server;

  Contestant(String title, String module, String server) {
    this.title = title;
    this.module = module;
    this.server = server;
  }

  /// The contestant of a title, in any case.
  ///
  /// Fails with [IllegalArgumentException] if there is none.
  static Contestant of(String title) {
    return Arrays.stream(values())
        .filter(contestant -> contestant.title.equalsIgnoreCase(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no peer '%s'; fix: one of %s".formatted(title, peers())));
  }

  /// The titles of all but Kern, by commas.
  static String peers() {
    return Arrays.stream(values())
        .filter(contestant -> contestant != KERN)
        .map(Contestant::title)
        .collect(Collectors.joining(","));
  }

  /// As tables name it.
  String title() {
    return title;
  }

  /// The module of `bench` that serves it.
  String module() {
    return module;
  }

  /// The class that serves it.
  String main() {
    return "dev.kern.bench." + server;
  }
}
