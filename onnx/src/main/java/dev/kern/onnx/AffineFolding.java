package dev.kern.onnx;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Affine;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Conv;
import dev.kern.layer.Dense;
import dev.kern.layer.Depthwise;
import dev.kern.layer.Frozen;
import dev.kern.layer.Layer;
import dev.kern.layer.LayerNormalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Takes factors and summands per channel, which some exporters write as operations of their own,
/// into the weights of the layer before.
record AffineFolding(StepFactory steps) {
  /// `step` with its results multiplied, then shifted, per channel; empty if it has no weights that
  /// could do so.
  Optional<Step> into(Step step, float[] factor, float[] summand) {
    return switch (step.layer()) {
      case Conv conv -> Optional.of(linear(step, biased(conv), factor, summand));
      case Depthwise depthwise -> Optional.of(linear(step, biased(depthwise), factor, summand));
      case Dense dense -> {
        Layer biased = new Dense(dense.units(), true, dense.weights(), dense.biases());
        yield Optional.of(linear(step, biased, factor, summand));
      }
      case BatchNormalization _ -> Optional.of(scaled(step, factor, summand));
      case Affine _, LayerNormalization _ -> Optional.of(scaled(step, factor, summand));
      case Frozen(List<Layer> inner) when inner.equals(List.of(new Affine())) ->
          Optional.of(scaled(step, factor, summand));
      case null, default -> Optional.empty();
    };
  }

  /// A layer whose first variables scale and shift its results.
  private Step scaled(Step step, float[] factor, float[] summand) {
    List<Tensor> weights = new ArrayList<>(step.weights());
    weights.set(0, scaled(weights.get(0), factor));
    weights.set(1, shifted(scaled(weights.get(1), factor), summand));
    Layer layer = Objects.requireNonNull(step.layer());
    return steps.layer(layer, step.inputs().getFirst(), weights.toArray(Tensor[]::new));
  }

  private static Layer biased(Conv conv) {
    return Conv.of(conv.filters(), conv.height(), conv.width())
        .stride(conv.stride())
        .padding(conv.padding())
        .dilation(conv.dilation())
        .groups(conv.groups())
        .weights(conv.weights())
        .biases(conv.biases());
  }

  private static Layer biased(Depthwise depthwise) {
    return Depthwise.of(depthwise.height(), depthwise.width())
        .multiplier(depthwise.multiplier())
        .stride(depthwise.stride())
        .padding(depthwise.padding())
        .dilation(depthwise.dilation())
        .weights(depthwise.weights())
        .biases(depthwise.biases());
  }

  private Step linear(Step step, Layer biased, float[] factor, float[] summand) {
    Tensor weights = scaled(step.weights().get(0), factor);
    Tensor biases =
        step.weights().size() > 1
            ? shifted(scaled(step.weights().get(1), factor), summand)
            : Tensor.of(Shape.of(summand.length), summand);
    return steps.layer(biased, step.inputs().getFirst(), weights, biases);
  }

  private static Tensor scaled(Tensor tensor, float[] factor) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor[i % factor.length];
    }
    return Tensor.of(tensor.shape(), values);
  }

  private static Tensor shifted(Tensor tensor, float[] summand) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += summand[i % summand.length];
    }
    return Tensor.of(tensor.shape(), values);
  }
}
