package dev.kern.onnx;

import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layer on its place in the graph of an imported network, before the graph becomes a list.
///
/// @param index its place; inputs have smaller ones
/// @param layer the layer; none for the images and where steps meet
/// @param meeting how several inputs become one
/// @param inputs what it is applied to; several only where steps meet
/// @param weights the values of the layer's variables, in the order in which it makes them
/// @param fragment what stands in place of a layer until others complete it
record Step(
    int index,
    @Nullable Layer layer,
    Meeting meeting,
    List<Step> inputs,
    List<Tensor> weights,
    @Nullable Fragment fragment) {
  /// What happens to several inputs.
  enum Meeting {
    /// There is one input, or none.
    NONE,
    /// They are added.
    SUM,
    /// They are multiplied.
    PRODUCT,
    /// They lie side by side.
    CONCAT
  }

  Step {
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
  }

  /// Whether it is the images, where every network begins.
  boolean isBegin() {
    return inputs.isEmpty();
  }

  /// Whether it is a fragment of that kind.
  boolean is(Fragment.Kind kind) {
    return fragment != null && fragment.kind() == kind;
  }

  /// A step is itself alone: what it is computed from need not be compared.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return index;
  }

  @Override
  public String toString() {
    return "step " + index;
  }
}
