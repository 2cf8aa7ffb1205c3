package dev.kern.bench;

import static dev.kern.bench.PyTorchFramework.ONES;
import static dev.kern.bench.PyTorchFramework.channelsLast;
import static dev.kern.bench.PyTorchWindow.two;

import dev.kern.graph.Padding;
import dev.kern.graph.Window;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Branch;
import dev.kern.layer.Concatenation;
import dev.kern.layer.Conv;
import dev.kern.layer.Dense;
import dev.kern.layer.Depthwise;
import dev.kern.layer.Dropout;
import dev.kern.layer.Flatten;
import dev.kern.layer.GlobalAveragePooling;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Nonlinearity;
import dev.kern.layer.Product;
import dev.kern.layer.Sum;
import dev.kern.layer.ZeroPadding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network of Kern's in PyTorch's functions, with Kern's first weights, autograd and PyTorch's
/// own gradient descent.
///
/// It is made as fast as PyTorch's functions are: images and filters are channels last, activations
/// overwrite what nobody else reads, a border of zeros is the next layer's padding, and for
/// inference batch normalisation is folded into the convolution before.
final class PyTorchNetwork {
  private final boolean training;
  private final boolean exact;
  private final Map<String, dev.kern.graph.Tensor> first;
  private final TensorVector learned = new TensorVector();
  private final UnaryOperator<Tensor> network;

  /// @param exact whether to compute just what Kern does; see [PyTorchWindow]
  PyTorchNetwork(Subject subject, boolean training, boolean exact) {
    this.training = training;
    this.exact = exact;
    first = subject.untrained().weights();
    network = sequence("", subject.network().layers());
  }

  /// `[N, classes]` from images `[N, C, H, W]`.
  Tensor logits(Tensor images) {
    return network.apply(images);
  }

  /// What moves its weights.
  SGD descent(double rate) {
    return new SGD(learned, new SGDOptions(rate));
  }

  /// A step of gradient descent, which gives the loss before it.
  Tensor train(SGD descent, Tensor images, Tensor labels) {
    Tensor loss = torch.cross_entropy_loss(logits(images), labels);
    descent.zero_grad();
    loss.backward();
    descent.step();
    return loss;
  }

  /// Kern's random images.
  static Tensor images(Subject subject, int batch) {
    float[] noise = new float[batch * subject.shape().size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = Subject.noise(i);
    }
    int[] image = subject.shape().toArray();
    return channelsLast(tensor(noise, batch, image[0], image[1], image[2]).permute(0, 3, 1, 2));
  }

  /// Each class in turn, as Kern has them.
  static Tensor labels(Subject subject, int batch) {
    long[] labels = new long[batch];
    for (int n = 0; n < batch; n++) {
      labels[n] = n % subject.classes();
    }
    TensorOptions whole = new TensorOptions(torch.ScalarType.Long);
    return torch.from_blob(new LongPointer(labels), new long[] {batch}, whole).clone();
  }

  private static Tensor tensor(float[] values, long... shape) {
    return torch.from_blob(new FloatPointer(values), shape).clone();
  }

  /// Layers one after the other, with Kern's names for them.
  private UnaryOperator<Tensor> sequence(String scope, List<Layer> layers) {
    Map<String, Integer> counts = new HashMap<>();
    List<UnaryOperator<Tensor>> steps = new ArrayList<>();
    Window.Border border = Window.Border.NONE;
    for (Layer layer : layers) {
      String name = scope + layer.kind() + counts.merge(layer.kind(), 1, Integer::sum) + "/";
      if (layer instanceof ZeroPadding(int top, int bottom, int left, int right)) {
        border = new Window.Border(top, bottom, left, right);
      } else if (layer instanceof BatchNormalization norm
          && !training
          && !steps.isEmpty()
          && steps.getLast() instanceof PyTorchConvolution convolution) {
        fold(norm, name, convolution);
      } else {
        steps.add(step(layer, name, border, !steps.isEmpty()));
        border = Window.Border.NONE;
      }
    }
    return x -> {
      Tensor y = x;
      for (UnaryOperator<Tensor> step : steps) {
        y = step.apply(y);
      }
      return y;
    };
  }

  /// @param border around the layer's images
  /// @param own whether nobody else reads them
  private UnaryOperator<Tensor> step(Layer layer, String name, Window.Border border, boolean own) {
    return switch (layer) {
      case Conv c -> convolution(name, window(c, border), c.groups(), c.biased());
      case Depthwise d ->
          convolution(name, window(d, border), filters(name) / d.multiplier(), d.biased());
      case MaxPooling p -> {
        PyTorchWindow window = window(p.height(), p.width(), p.stride(), p.padding(), 1, border);
        long[] size = {p.height(), p.width()};
        yield x ->
            window.over(
                x,
                Double.NEGATIVE_INFINITY,
                (in, padding) -> torch.max_pool2d(in, size, two(p.stride()), padding, ONES, false));
      }
      case AveragePooling p -> {
        long[] size = {p.height(), p.width()};
        PyTorchWindow window = window(p.height(), p.width(), p.stride(), p.padding(), 1, border);
        yield x ->
            window.over(
                x,
                Double.NaN, // which can't be left out
                (in, padding) ->
                    torch.avg_pool2d(
                        in, size, two(p.stride()), padding, false, false, new LongOptional()));
      }
      case GlobalAveragePooling _ -> x -> torch.adaptive_avg_pool2d(x, ONES).flatten(1, 3);
      case Flatten _ -> x -> x.permute(0, 2, 3, 1).flatten(1, 3); // rows as Kern has them
      case Dense d -> dense(name, d.biased());
      case BatchNormalization norm -> normalization(norm, name);
      case Nonlinearity f -> activation(f, own);
      case Dropout d -> training ? x -> torch.dropout(x, 1 - d.keep(), true) : x -> x;
      case Sum(var branches) ->
          joined(name, branches, all -> all.stream().reduce(Tensor::add).orElseThrow());
      case Product(var branches) -> joined(name, branches, PyTorchNetwork::product);
      case Concatenation(var branches) ->
          joined(name, branches, all -> torch.cat(new TensorVector(all.toArray(Tensor[]::new)), 1));
      default -> throw new UnsupportedOperationException("PyTorch: no " + layer.kind());
    };
  }

  private PyTorchWindow window(Conv c, Window.Border border) {
    return window(c.height(), c.width(), c.stride(), c.padding(), c.dilation(), border);
  }

  private PyTorchWindow window(Depthwise d, Window.Border border) {
    return window(d.height(), d.width(), d.stride(), d.padding(), d.dilation(), border);
  }

  private PyTorchWindow window(
      int height, int width, int stride, Padding padding, int dilation, Window.Border border) {
    return new PyTorchWindow(new Window(height, width, stride, padding, dilation, border), exact);
  }

  private UnaryOperator<Tensor> convolution(
      String name, PyTorchWindow window, int groups, boolean biased) {
    Tensor weights = channelsLast(value(name + "weights").permute(3, 2, 0, 1));
    return new PyTorchConvolution(
        window, groups, learned(weights), biased ? learned(value(name + "biases")) : null);
  }

  private int filters(String name) {
    return (int) value(name + "weights").size(3);
  }

  private UnaryOperator<Tensor> dense(String name, boolean biased) {
    Tensor weights = learned(value(name + "weights").t().contiguous());
    TensorOptional bias =
        biased ? new TensorOptional(learned(value(name + "biases"))) : new TensorOptional();
    return x -> torch.linear(x, weights, bias);
  }

  private UnaryOperator<Tensor> normalization(BatchNormalization norm, String name) {
    TensorOptional scale = new TensorOptional(learned(value(name + "scale")));
    TensorOptional shift = new TensorOptional(learned(value(name + "shift")));
    TensorOptional mean = new TensorOptional(value(name + "mean"));
    TensorOptional variance = new TensorOptional(value(name + "variance"));
    return x ->
        torch.batch_norm(
            x, scale, shift, mean, variance, training, 1 - norm.decay(), norm.epsilon(), false);
  }

  /// Folds a normalisation by statistics that stay into the convolution before it.
  private void fold(BatchNormalization norm, String name, PyTorchConvolution convolution) {
    Tensor root = value(name + "variance").add(new Scalar(norm.epsilon())).sqrt();
    Tensor factor = value(name + "scale").div(root);
    convolution.scale(factor, value(name + "shift").sub(value(name + "mean").mul(factor)));
  }

  private UnaryOperator<Tensor> activation(Nonlinearity layer, boolean own) {
    // Autograd needs the input of the others.
    boolean overwrites = own && !training;
    return switch (layer.function()) {
      case RELU -> own ? torch::relu_ : torch::relu;
      case RELU6 ->
          own
              ? x -> torch.hardtanh_(x, new Scalar(0), new Scalar(6))
              : x -> torch.hardtanh(x, new Scalar(0), new Scalar(6));
      case SILU -> overwrites ? torch::silu_ : torch::silu;
      case HARD_SWISH -> overwrites ? torch::hardswish_ : torch::hardswish;
      case HARD_SIGMOID -> overwrites ? torch::hardsigmoid_ : torch::hardsigmoid;
      case SIGMOID -> overwrites ? torch::sigmoid_ : torch::sigmoid;
      case GELU -> x -> torch.gelu(x, "tanh");
      case EXACT_GELU -> x -> torch.gelu(x, "none");
      default -> throw new UnsupportedOperationException("PyTorch: no " + layer.kind());
    };
  }

  private UnaryOperator<Tensor> joined(
      String name, List<Branch> branches, Function<List<Tensor>, Tensor> join) {
    List<UnaryOperator<Tensor>> parts = new ArrayList<>();
    for (Branch branch : branches) {
      parts.add(sequence(name + "branch" + (parts.size() + 1) + "/", branch.layers()));
    }
    return x -> join.apply(parts.stream().map(part -> part.apply(x)).toList());
  }

  /// Numbers per channel, `[N, C]`, multiply images.
  private static Tensor product(List<Tensor> factors) {
    Tensor y = factors.getFirst();
    for (Tensor factor : factors.subList(1, factors.size())) {
      y = y.mul(factor.dim() == 2 ? factor.unsqueeze(2).unsqueeze(3) : factor);
    }
    return y;
  }

  /// Kern's first value of a variable.
  private Tensor value(String name) {
    dev.kern.graph.Tensor value = Objects.requireNonNull(first.get(name));
    int[] shape = value.shape().toArray();
    long[] extents = new long[shape.length];
    for (int k = 0; k < shape.length; k++) {
      extents[k] = shape[k];
    }
    return tensor(value.toArray(), extents);
  }

  /// A variable that training changes.
  private Tensor learned(Tensor value) {
    if (training) {
      learned.push_back(value.requires_grad_(true));
    }
    return value;
  }
}
