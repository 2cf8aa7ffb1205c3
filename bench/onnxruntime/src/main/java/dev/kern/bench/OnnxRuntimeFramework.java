package dev.kern.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kern.onnx.OnnxExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// ONNX Runtime on the files of models, and on networks as Kern exports them. Images and outputs
/// stay in the same direct buffers.
final class OnnxRuntimeFramework implements Framework {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final int threads;

  private OnnxRuntimeFramework(int threads) {
    this.threads = threads;
  }

  /// Serves ONNX Runtime.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, OnnxRuntimeFramework::new);
  }

  @Override
  public String title() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Optional<Step> prepare(Job job) {
    try {
      return switch (job.kind()) {
        case MODEL -> step(session(job.subject()), job.batch()).map(Step.class::cast);
        case INFERENCE -> step(exported(job), job.batch()).map(Step.class::cast);
        case TRAINING, CONVOLUTION, PRODUCT -> Optional.empty();
      };
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  @Override
  public Optional<float[]> results(Job job) {
    if (job.kind() != Job.Kind.INFERENCE) {
      return Optional.empty();
    }
    try (OfModel step = step(exported(job), CHECKED).orElseThrow()) {
      step.run();
      FloatBuffer logits = step.logits.getFloatBuffer();
      float[] results = new float[logits.remaining()];
      logits.get(results);
      return Optional.of(results);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private OrtSession exported(Job job) throws OrtException {
    return session(OnnxExport.toBytes(job.network().untrained()));
  }

  private OrtSession session(String file) throws OrtException {
    return environment.createSession(file, options());
  }

  private OrtSession session(byte[] model) throws OrtException {
    return environment.createSession(model, options());
  }

  private OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    return options;
  }

  private static long[] shape(Map<String, NodeInfo> known, String name) {
    return ((TensorInfo) Objects.requireNonNull(known.get(name)).getInfo()).getShape();
  }

  /// Applications of a model; none if it was made for batches of another size.
  private Optional<OfModel> step(OrtSession session, int batch) throws OrtException {
    String input = session.getInputNames().iterator().next();
    String output = session.getOutputNames().iterator().next();
    long[] in = shape(session.getInputInfo(), input);
    long[] out = shape(session.getOutputInfo(), output);
    if (in[0] >= 0 && in[0] != batch) {
      session.close();
      return Optional.empty();
    }
    in[0] = batch;
    out[0] = batch;
    OnnxTensor images = tensor(in);
    OnnxTensor logits = tensor(out);
    return Optional.of(
        new OfModel(session, Map.of(input, images), Map.of(output, logits), images, logits));
  }

  private OnnxTensor tensor(long[] shape) throws OrtException {
    int size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(extent));
    }
    ByteBuffer numbers =
        ByteBuffer.allocateDirect(size * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < size; i++) {
      numbers.putFloat(i * Float.BYTES, Subject.noise(channelsLast(i, shape)));
    }
    return OnnxTensor.createTensor(environment, numbers, shape, OnnxJavaType.FLOAT);
  }

  /// Where element `i` of `[N, C, H, W]` is in `[N, H, W, C]`, as Kern has it.
  private static int channelsLast(int i, long[] shape) {
    if (shape.length != 4) {
      return i;
    }
    int channels = (int) shape[1];
    int pixels = (int) (shape[2] * shape[3]);
    int image = i / (channels * pixels);
    return (image * pixels + i % pixels) * channels + i / pixels % channels;
  }

  private record OfModel(
      OrtSession session,
      Map<String, OnnxTensor> inputs,
      Map<String, OnnxTensor> outputs,
      OnnxTensor images,
      OnnxTensor logits)
      implements Step {
    @Override
    public void run() {
      try (OrtSession.Result _ = session.run(inputs, Set.of(), outputs)) {
        // the outputs are in their buffer
      } catch (OrtException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      images.close();
      logits.close();
      try {
        session.close();
      } catch (OrtException e) {
        throw failed(e);
      }
    }
  }

  private static IllegalStateException failed(OrtException cause) {
    return new IllegalStateException("ONNX Runtime: " + cause.getMessage(), cause);
  }
}
