package dev.kern.bench;

import static dev.kern.bench.PyTorchFramework.NONE;
import static dev.kern.bench.PyTorchFramework.ONES;
import static dev.kern.bench.PyTorchFramework.channelsLast;
import static dev.kern.bench.PyTorchFramework.noise;
import static dev.kern.bench.Topology.CLASSES;
import static dev.kern.bench.Topology.FILTER;
import static dev.kern.bench.Topology.SIDE;
import static dev.kern.bench.Topology.UNITS;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A network of PyTorch's functions, with autograd and its own gradient descent.
///
/// @param weights of the layers in order, each followed by its bias
/// @param descent what moves them
record PyTorchNetwork(Topology topology, List<Tensor> weights, SGD descent) {
  private static final long[] TWOS = {2, 2};

  static PyTorchNetwork of(Topology t) {
    List<Tensor> weights = new ArrayList<>();
    add(weights, channelsLast(noise(0.1, t.filters(), 1, FILTER, FILTER)), t.filters());
    add(weights, channelsLast(noise(0.1, t.filters(), t.filters(), FILTER, FILTER)), t.filters());
    int width = t.flat();
    for (int k = 0; k < t.hidden(); k++) {
      add(weights, noise(0.1, UNITS, width), UNITS);
      width = UNITS;
    }
    add(weights, noise(0.1, CLASSES, width), CLASSES);
    TensorVector all = new TensorVector();
    weights.forEach(all::push_back);
    return new PyTorchNetwork(t, weights, new SGD(all, new SGDOptions(Topology.RATE)));
  }

  private static void add(List<Tensor> weights, Tensor weight, long units) {
    weights.add(weight.requires_grad_(true));
    weights.add(torch.ones(units).requires_grad_(true));
  }

  static Tensor images(int batch) {
    return channelsLast(noise(0.3, batch, 1, SIDE, SIDE));
  }

  static Tensor labels(int batch) {
    long[] labels = new long[batch];
    for (int n = 0; n < batch; n++) {
      labels[n] = n % CLASSES;
    }
    TensorOptions whole = new TensorOptions(torch.ScalarType.Long);
    return torch.from_blob(new LongPointer(labels), new long[] {batch}, whole).clone();
  }

  void train(Tensor images, Tensor labels) {
    Tensor loss = torch.cross_entropy_loss(logits(images, true), labels);
    descent.zero_grad();
    loss.backward();
    descent.step();
  }

  Tensor logits(Tensor images, boolean training) {
    Tensor h = block(block(images, 0), 2).flatten(1, 3);
    int layer = 4;
    for (int k = 0; k < topology.hidden(); k++, layer += 2) {
      h = torch.relu_(torch.linear(h, weights.get(layer), bias(layer)));
      h = topology.drop() > 0 ? torch.dropout(h, topology.drop(), training) : h;
    }
    return torch.linear(h, weights.get(layer), bias(layer));
  }

  private Tensor block(Tensor x, int layer) {
    long[] stride = {topology.stride(), topology.stride()};
    long[] padding = {topology.padding(), topology.padding()};
    Tensor sums = torch.conv2d(x, weights.get(layer), bias(layer), stride, padding, ONES, 1);
    Tensor y = torch.relu_(sums);
    return switch (topology.pool()) {
      case NONE -> y;
      case MAX -> torch.max_pool2d(y, TWOS, TWOS, NONE, ONES, false);
      case AVERAGE -> torch.avg_pool2d(y, TWOS);
    };
  }

  private TensorOptional bias(int layer) {
    return new TensorOptional(weights.get(layer + 1));
  }
}
