package dev.kern.bench.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.kern.data.ImageShape;
import dev.kern.graph.Graph;
import dev.kern.layer.Scope;
import dev.kern.model.ImageRunner;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.OnnxExport;
import dev.kern.run.Variables;
import dev.kern.train.notebook.Preset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;

/// What is behind the handler: says ten numbers about each image.
interface Engine {
  /// Numbers of an image.
  int PIXELS = 28 * 28;

  /// The size of an image.
  ImageShape IMAGE = new ImageShape(28, 28, 1);

  /// Numbers said about an image.
  int CLASSES = 10;

  /// The outputs for some images, one after the other.
  float[] run(int count, float[] images);

  /// The engine of a name, with the same random weights for all.
  static Engine of(String name) {
    return switch (name) {
      case "echo" -> (count, images) -> new float[count * CLASSES];
      case "kern" -> kern(trained());
      case "onnxruntime" -> onnxRuntime(OnnxExport.toBytes(trained()));
      default ->
          throw new IllegalArgumentException(
              "unknown engine '%s'; expected echo, kern or onnxruntime".formatted(name));
    };
  }

  /// The network `maxpool` with random weights, the same ones each time.
  static TrainedModel trained() {
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    Model model = new Model(Preset.MAXPOOL.network(CLASSES), IMAGE, classes);
    Graph graph = new Graph();
    model.logits(Scope.inference(graph), model.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(1);
    return TrainedModel.of(model, variables);
  }

  private static Engine kern(TrainedModel trained) {
    ImageRunner runner = ImageRunner.of(trained);
    runner.warmUp();
    return (count, images) -> {
      float[] outputs = new float[count * CLASSES];
      runner.run(count, images, 0, outputs, 0);
      return outputs;
    };
  }

  /// One thread per request, no spinning, direct buffers reused.
  private static Engine onnxRuntime(byte[] model) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      OrtSession session = environment.createSession(model, options);
      String input = session.getInputNames().iterator().next();
      Buffers buffers = new Buffers();
      return (count, images) -> {
        FloatBuffer in = buffers.take(count * PIXELS).put(0, images, 0, count * PIXELS);
        long[] shape = {count, 1, 28, 28};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, in, shape);
            OrtSession.Result result = session.run(Map.of(input, tensor))) {
          float[] outputs = new float[count * CLASSES];
          ((OnnxTensor) result.get(0)).getFloatBuffer().get(outputs);
          return outputs;
        } catch (OrtException e) {
          throw new IllegalStateException(e);
        } finally {
          buffers.give(in);
        }
      };
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Direct buffers that go from one request to the next.
  final class Buffers {
    private final Deque<FloatBuffer> free = new ConcurrentLinkedDeque<>();

    FloatBuffer take(int numbers) {
      FloatBuffer buffer = free.pollFirst();
      return (buffer != null && buffer.capacity() >= numbers
              ? buffer
              : ByteBuffer.allocateDirect(numbers * Float.BYTES)
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer())
          .limit(numbers);
    }

    void give(FloatBuffer buffer) {
      free.addFirst(buffer.clear());
    }
  }
}
