package dev.kern.onnx;

import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Affine;
import dev.kern.layer.Layer;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Makes steps, counting them and what they hold.
///
/// A file may use the same constant many times; each layer has weights of its own. How many numbers
/// all of them may hold is limited by what the file holds.
final class StepFactory {
  private static final int TIMES = 8;
  private static final int FREE = 1 << 16;

  private final String file;
  private long budget;
  private int count;

  StepFactory(String file, Collection<Literal> constants) {
    this.file = file;
    // Constants under several names count once.
    Set<Tensor> held = Collections.newSetFromMap(new IdentityHashMap<>());
    long numbers = FREE;
    for (Literal constant : constants) {
      switch (constant) {
        case Literal.Floats(Tensor tensor) when held.add(tensor) ->
            numbers += tensor.shape().size();
        case Literal.Bytes(Tensor tensor, _) when held.add(tensor) ->
            numbers += tensor.shape().size();
        default -> {}
      }
    }
    budget = TIMES * numbers;
  }

  /// Counts a copy of a tensor.
  ///
  /// Fails with `DataException` if there are too many numbers by now.
  void spend(Tensor tensor) {
    spend(tensor.shape());
  }

  /// Counts a tensor of a shape.
  ///
  /// Fails with `DataException` if there are too many numbers by now.
  void spend(Shape shape) {
    budget -= shape.size();
    if (budget < 0) {
      throw Problem.at(file, "its constants are shared by too many layers")
          .given("more than " + TIMES + " times as many weights as constants")
          .fix("use a network whose layers have separate weights");
    }
  }

  /// The images, where every network begins.
  Step begin() {
    return new Step(count++, null, Step.Meeting.NONE, List.of(), List.of(), null);
  }

  /// A layer with the values of its variables.
  Step layer(Layer layer, Step input, Tensor... weights) {
    for (Tensor tensor : weights) {
      spend(tensor);
    }
    return new Step(count++, layer, Step.Meeting.NONE, List.of(input), List.of(weights), null);
  }

  /// Where steps meet.
  Step meeting(Step.Meeting how, List<Step> inputs) {
    return new Step(count++, null, how, inputs, List.of(), null);
  }

  /// A part of something that is written out.
  Step fragment(Fragment fragment, Step input) {
    return new Step(count++, null, Step.Meeting.NONE, List.of(input), List.of(), fragment);
  }

  /// Each channel times a number, plus another.
  Step affine(Step input, float[] scale, float[] shift) {
    return layer(new Affine(), input, vector(scale), vector(shift));
  }

  /// The same before all other layers: how the network scales its images, which training leaves.
  Step front(Step begin, float[] scale, float[] shift) {
    return layer(Layer.frozen(new Affine()), begin, vector(scale), vector(shift));
  }

  private static Tensor vector(float[] values) {
    return Tensor.of(Shape.of(values.length), values);
  }
}
