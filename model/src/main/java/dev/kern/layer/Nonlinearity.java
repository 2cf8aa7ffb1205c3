package dev.kern.layer;

import dev.kern.graph.Activate;
import dev.kern.graph.Node;
import dev.kern.math.Activation;

/// An activation function of every number.
///
/// In `network.json` its type is the function's name, such as `relu` or `leakyRelu`.
///
/// @param function which one
public record Nonlinearity(Activation function) implements Layer {
  @Override
  public String kind() {
    return switch (function) {
      case IDENTITY -> "identity";
      case RELU -> "relu";
      case RELU6 -> "relu6";
      case LEAKY_RELU -> "leakyRelu";
      case ELU -> "elu";
      case SELU -> "selu";
      case SIGMOID -> "sigmoid";
      case HARD_SIGMOID -> "hardSigmoid";
      case TANH -> "tanh";
      case SILU -> "silu";
      case HARD_SWISH -> "hardSwish";
      case GELU -> "gelu";
      case EXACT_GELU -> "exactGelu";
    };
  }

  @Override
  public Node build(Scope scope, Node x) {
    return Activate.of(x, function);
  }
}
