package dev.kern.bench;

import static dev.kern.bench.PyTorchFramework.channelsLast;
import static dev.kern.bench.PyTorchWindow.two;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A convolution in PyTorch.
final class PyTorchConvolution implements UnaryOperator<Tensor> {
  private final PyTorchWindow window;
  private final int groups;
  private Tensor weights;
  private @Nullable Tensor bias;

  /// @param weights `[F, C/G, H, W]`
  PyTorchConvolution(PyTorchWindow window, int groups, Tensor weights, @Nullable Tensor bias) {
    this.window = window;
    this.groups = groups;
    this.weights = weights;
    this.bias = bias;
  }

  /// From now on each channel of the result is multiplied by a number, and then another is added.
  void scale(Tensor factor, Tensor shift) {
    weights = channelsLast(weights.mul(factor.view(-1, 1, 1, 1)));
    bias = bias == null ? shift : bias.mul(factor).add(shift);
  }

  @Override
  public Tensor apply(Tensor images) {
    long[] stride = two(window.window().stride());
    long[] dilation = two(window.window().dilation());
    TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(bias);
    return window.over(
        images,
        0,
        (x, padding) -> torch.conv2d(x, weights, added, stride, padding, dilation, groups));
  }
}
