package dev.kern.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// ONNX Runtime, the judge of what an ONNX file means.
final class OnnxRuntime {
  private OnnxRuntime() {}

  /// A file's first output for images that stand row by row as `[N, C, H, W]`.
  static float[][] run(byte[] file, float[] images, long... shape) {
    return run(file, 0, images, shape);
  }

  /// One of a file's outputs.
  static float[][] run(byte[] file, int output, float[] images, long... shape) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
          OrtSession.Result result =
              session.run(Map.of(session.getInputNames().iterator().next(), input))) {
        return (float[][]) result.get(output).getValue();
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /// A file's first output, of any shape.
  static float[] run(Path file, float[] images, long... shape) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file.toString(), options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
          OrtSession.Result result =
              session.run(Map.of(session.getInputNames().iterator().next(), input))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /// The names of a file's outputs.
  static List<String> outputs(byte[] file) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file)) {
      return List.copyOf(session.getOutputNames());
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /// Metadata of a file by its key.
  static Map<String, String> metadata(byte[] file) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file)) {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }
}
