package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.graph.AddBias;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import java.util.EnumSet;
import java.util.Set;

/// How far the softmax of the logits is from the class, in nats; finite for logits of any size.
///
/// `loss = mean over n of -sum over c of t[n,c] * log(softmax(x[n])[c])`, where `t` is 1 at the
/// class, else 0; with a smoothing of `e` and `K` classes, `(1 - e) * t + e / K` stands for `t`.
///
/// Source of the smoothing: Szegedy et al. 2015, section 7.
///
/// @param labelSmoothing how much of each image is said to be any class alike, from 0 to below 1
public record CrossEntropy(double labelSmoothing) implements Loss {
  /// Fails with [IllegalArgumentException] if the smoothing is below 0, or 1 or more.
  public CrossEntropy {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing is 0 or more and less than 1, given " + labelSmoothing);
    }
  }

  /// The same with another smoothing; 0.1 is usual.
  ///
  /// Fails with [IllegalArgumentException] if it is below 0, or 1 or more.
  public CrossEntropy labelSmoothing(double part) {
    return new CrossEntropy(part);
  }

  @Override
  public String kind() {
    return "crossEntropy";
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.of(Targets.Kind.CLASS);
  }

  @Override
  public Node build(Node outputs, Node targets) {
    return ReduceMean.of(SoftmaxCrossEntropy.of(outputs, smoothed(targets)));
  }

  /// `cross-entropy in nats`, `cross-entropy in nats, with label smoothing 0.1`.
  @Override
  public String toString() {
    String smoothing = labelSmoothing == 0 ? "" : ", with label smoothing " + labelSmoothing;
    return "cross-entropy in nats" + smoothing;
  }

  private Node smoothed(Node targets) {
    if (labelSmoothing == 0) {
      return targets;
    }
    int classes = targets.shape().last();
    Node share =
        targets.graph().constant(Tensor.filled(Shape.of(classes), labelSmoothing / classes));
    return AddBias.of(Scale.of(targets, 1 - labelSmoothing), share);
  }
}
