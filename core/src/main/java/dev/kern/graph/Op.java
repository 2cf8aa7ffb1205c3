package dev.kern.graph;

import java.util.List;

/// An operation: what a node computes from its inputs. Plain data; each op is a record.
///
/// An op's file holds its description, its shape rule ([#infer]) and its gradient rule
/// ([#differentiate]). Its reference implementation is a case of the `Interpreter`.
public sealed interface Op
    permits Placeholder,
        Constant,
        Variable,
        LearningRate,
        StepScalar,
        OptimizerSlot,
        Arithmetic,
        ElementwiseOp,
        ScaleBy,
        ScaleChannels,
        ParametricRelu,
        AddBias,
        SumRows,
        ActivateGradient,
        Conv2d,
        Conv2dInputGradient,
        Conv2dFilterGradient,
        ConvBlock,
        ConvBlockTrace,
        ConvBlockGradient,
        Pool2d,
        Pool2dGradient,
        MatMul,
        DenseBlock,
        Reshape,
        Concat,
        Pad,
        Crop,
        Subsample,
        ShuffleChannels,
        Fill,
        Softmax,
        SoftmaxGradient,
        OneHot,
        SoftmaxCrossEntropy,
        SoftmaxCrossEntropyGradient,
        Reduce,
        BatchMean,
        BatchVariance,
        Normalize,
        NormalizeGradient,
        NormalizeScaleGradient,
        NormBlock,
        NormBlockGradient,
        Standardize,
        StandardizeGradient,
        LocalResponse,
        LocalResponseGradient,
        ClipFactor,
        Minimize,
        Update,
        Assign,
        MovingAverage,
        Group {

  /// The op's name in text, such as `conv2d`.
  String symbol();

  /// The op's settings in text, such as `window: 5, stride: 2, same`; empty if it has none.
  default String attributes() {
    return "";
  }

  /// What the inputs are called in error messages.
  List<String> roles();

  /// The shape of the result.
  ///
  /// Fails with [ShapeException] if the inputs do not fit.
  Shape infer(ShapeContext call);

  /// The type of the result.
  default DType type() {
    return DType.F32;
  }

  /// Whether running the node changes a variable; its value is then a meaningless scalar.
  default boolean isEffect() {
    return false;
  }

  /// Appends the gradients with respect to this op's inputs to the graph.
  ///
  /// Fails with [IllegalArgumentException] if the op has no gradient, as ops that compute gradients
  /// don't.
  ///
  /// @param y the node of this op
  /// @param dy the gradient of the loss with respect to `y`
  default void differentiate(Node y, Node dy, Adjoints adjoints) {
    throw new IllegalArgumentException(
        "%s at '%s' has no gradient, but the loss depends on a variable through it"
            .formatted(symbol(), y.name()));
  }
}
