package dev.kern.bench;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// PyTorch's C++ interface by JavaCPP. Images and filters are kept channels last, its faster layout
/// on these networks.
final class PyTorchFramework implements Framework {
  static final long[] ONES = {1, 1};
  static final long[] NONE = {0, 0};

  private PyTorchFramework(int threads) {
    torch.set_num_threads(threads);
    torch.set_num_interop_threads(1);
  }

  /// Serves PyTorch.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, PyTorchFramework::new);
  }

  @Override
  public String title() {
    return "PyTorch 2.7.1 by JavaCPP 1.5.12, channels last";
  }

  @Override
  public Optional<Step> prepare(Job job) {
    try {
      return switch (job.kind()) {
        case TRAINING -> Optional.of(training(job));
        case INFERENCE -> Optional.of(inference(job));
        case CONVOLUTION -> Optional.of(convolution(job));
        // It hands products to OpenBLAS, which is timed by itself, and reads no models.
        case PRODUCT, MODEL -> Optional.empty();
      };
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<float[]> results(Job job) {
    try {
      return switch (job.kind()) {
        case TRAINING -> Optional.of(losses(job.network().withoutDropout()));
        case INFERENCE -> Optional.of(logits(job.network()));
        case PRODUCT, MODEL, CONVOLUTION -> Optional.empty();
      };
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static float[] losses(Subject subject) {
    try (PointerScope _ = new PointerScope()) {
      PyTorchNetwork network = new PyTorchNetwork(subject, true, true);
      SGD descent = network.descent(CHECKED_RATE);
      Tensor images = PyTorchNetwork.images(subject, CHECKED);
      Tensor labels = PyTorchNetwork.labels(subject, CHECKED);
      float[] losses = new float[CHECKED_STEPS];
      for (int i = 0; i < losses.length; i++) {
        losses[i] = network.train(descent, images, labels).item_float();
      }
      return losses;
    }
  }

  private static float[] logits(Subject subject) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor images = PyTorchNetwork.images(subject, CHECKED);
      Tensor logits = new PyTorchNetwork(subject, false, true).logits(images).contiguous();
      float[] numbers = new float[(int) logits.numel()];
      logits.data_ptr_float().get(numbers);
      return numbers;
    }
  }

  private static Step training(Job job) {
    Subject subject = job.network();
    PyTorchNetwork network = new PyTorchNetwork(subject, true, false);
    SGD descent = network.descent(Topology.RATE);
    Tensor images = PyTorchNetwork.images(subject, job.batch());
    Tensor labels = PyTorchNetwork.labels(subject, job.batch());
    return inScope(() -> network.train(descent, images, labels));
  }

  private static Step inference(Job job) {
    Subject subject = job.network();
    PyTorchNetwork network = new PyTorchNetwork(subject, false, false);
    Tensor images = PyTorchNetwork.images(subject, job.batch());
    return inScope(
        () -> {
          try (NoGradGuard _ = new NoGradGuard()) {
            network.logits(images);
          }
        });
  }

  private static Step convolution(Job job) {
    long c = job.channels();
    Tensor x = channelsLast(torch.randn(job.batch(), c, job.side(), job.side()));
    Tensor dy = channelsLast(torch.randn(job.batch(), c, job.side(), job.side()));
    Tensor w = channelsLast(torch.randn(c, c, 3, 3));
    TensorOptional noBias = new TensorOptional();
    LongArrayRefOptional noSizes = new LongArrayRefOptional();
    BoolPointer wanted = new BoolPointer(3).put(0, true).put(1, true).put(2, false);
    return inScope(
        () -> {
          try (NoGradGuard _ = new NoGradGuard()) {
            torch.conv2d(x, w, noBias, ONES, ONES, ONES, 1);
            T_TensorTensorTensor_T _ =
                torch.convolution_backward(
                    dy, x, w, noSizes, ONES, ONES, ONES, false, NONE, 1, wanted);
          }
        });
  }

  static Tensor channelsLast(Tensor tensor) {
    return tensor.contiguous(torch.MemoryFormat.ChannelsLast);
  }

  /// Frees what a step made as soon as it is done.
  private static Step inScope(Runnable step) {
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        step.run();
      }
    };
  }
}
