package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.graph.AddBias;
import dev.kern.graph.MatMul;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import dev.kern.json.Key;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// How far the softmax of the logits is from the class, in nats; finite for logits of any size.
///
/// `loss = mean over n of -sum over c of t[n,c] * log(softmax(x[n])[c])`, where `t` is 1 at the
/// class, else 0; with a smoothing of `e` and `K` classes, `(1 - e) * t + e / K` stands for `t`.
/// With class weights `w`, the term of an image is multiplied by `sum over c of t[n,c] * w[c]`.
///
/// Source of the smoothing: Szegedy et al. 2015, section 7.
///
/// @param labelSmoothing how much of each label is spread evenly over all classes, from 0 to below
///   1
/// @param classWeights how much an image counts, by its class; all the same if empty
public record CrossEntropy(
    double labelSmoothing, @Key(omitEmpty = true) Optional<ClassWeights> classWeights)
    implements Loss {
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
    return new CrossEntropy(part, classWeights);
  }

  /// The same with images that count by their class, against an imbalance of the classes. The
  /// losses that are reported, of training, validation and test images, are weighted too.
  public CrossEntropy classWeights(ClassWeights weights) {
    return new CrossEntropy(labelSmoothing, Optional.of(weights));
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
  public void expectFits(Targets targets) {
    Loss.super.expectFits(targets);
    classWeights.ifPresent(weights -> weights.expectFits(targets));
  }

  @Override
  public Loss over(Targets targets, Supplier<double[]> sums) {
    return classWeights
        .filter(ClassWeights::balanced)
        .map(weights -> (Loss) classWeights(weights.over(targets.names(), sums.get())))
        .orElse(this);
  }

  @Override
  public Node build(Node outputs, Node targets) {
    return ReduceMean.of(SoftmaxCrossEntropy.of(outputs, smoothed(targets)));
  }

  @Override
  public Node build(Node outputs, Node targets, Targets what) {
    return classWeights
        .map(weights -> weighted(outputs, targets, weights.column(what.names())))
        .orElseGet(() -> build(outputs, targets));
  }

  private Node weighted(Node outputs, Node targets, float[] weights) {
    Node each = SoftmaxCrossEntropy.of(outputs, smoothed(targets));
    Node column = targets.graph().constant(Tensor.of(Shape.of(weights.length, 1), weights));
    Node weight = Reshape.of(MatMul.of(targets, column), each.shape());
    return ReduceMean.of(Multiply.of(each, weight));
  }

  /// `cross-entropy in nats`, `cross-entropy in nats, weighted by class, with label smoothing 0.1`.
  @Override
  public String toString() {
    String weighting = classWeights.isEmpty() ? "" : ", weighted by class";
    String smoothing = labelSmoothing == 0 ? "" : ", with label smoothing " + labelSmoothing;
    return "cross-entropy in nats" + weighting + smoothing;
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
