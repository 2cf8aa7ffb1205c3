package dev.kern.model;

import dev.kern.graph.Tensor;
import java.util.List;
import java.util.Optional;

/// How one number of a layer comes about: from a window on what is before the layer, by a filter.
///
/// The sum of window times weights is the first of the [#steps]; for max pooling it is the largest
/// number of the window, for average pooling their mean.
///
/// @param layer the layer's name, with that of the activation right behind it
/// @param window what the unit sees, `[H, W, C]`, 0 beyond the edges; of a dense layer all there is
/// @param top the window's first row in what is before the layer, negative beyond the edge
/// @param left its first column
/// @param spacing rows and columns from one element of the window to the next: the dilation
/// @param weights what each element is multiplied by, `[H, W, C]`; pooling has none
/// @param steps what happens to the number, in order; the last is the unit's value
public record UnitTrace(
    String layer,
    Tensor window,
    int top,
    int left,
    int spacing,
    Optional<Tensor> weights,
    List<Step> steps) {
  /// Something that happens to a number.
  ///
  /// @param op the graph's word for it, such as `conv2d`, `add_bias` or `relu`
  /// @param value the number behind it
  public record Step(String op, float value) {}

  /// Copies the list.
  public UnitTrace {
    steps = List.copyOf(steps);
  }
}
