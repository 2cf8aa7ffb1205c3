package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.graph.AddBias;
import dev.kern.graph.Concat;
import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How far the sigmoid of each logit is from its label, in nats; finite for logits of any size.
///
/// `loss = mean over n,k of -t[n,k] * log(s) - (1 - t[n,k]) * log(1 - s)`, where `s` is
/// `sigmoid(x[n,k])`.
///
/// The sigmoid of `x` is the first of the softmax of `x` and 0, so each label is a classification
/// between the two; that softmax takes the larger one off first and so can't overflow.
public record BinaryCrossEntropy() implements Loss {
  @Override
  public String kind() {
    return "binaryCrossEntropy";
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.LABELS);
  }

  @Override
  public String toString() {
    return "binary cross-entropy in nats";
  }

  @Override
  public Node build(Node outputs, Node targets) {
    Shape column = Shape.of(outputs.shape().size(), 1);
    Node logits = Pad.of(Reshape.of(outputs, column), List.of(0, 0), List.of(0, 1), 0);
    Node applies = Reshape.of(targets, column);
    Node one = outputs.graph().constant(Tensor.filled(Shape.of(1), 1));
    Node doesNot = AddBias.of(Scale.of(applies, -1), one);
    return ReduceMean.of(SoftmaxCrossEntropy.of(logits, Concat.of(List.of(applies, doesNot))));
  }
}
