package dev.kern.graph;

import java.util.List;

/// What a node computes: one tensor from earlier ones. Plain data; each op is a record.
///
/// An op's file holds its meaning in words, its shape rule ([#infer]) and its gradient rule
/// ([#differentiate]). Its meaning in numbers is an arm of the `Interpreter`.
public sealed interface Op
    permits Placeholder,
        Constant,
        Variable,
        LearningRate,
        StepScalar,
        OptimizerSlot,
        Arithmetic,
        Unary,
        AddScalar,
        Scale,
        ScaleBy,
        AddBias,
        SumRows,
        Activate,
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
        Fill,
        Softmax,
        SoftmaxGradient,
        OneHot,
        SoftmaxCrossEntropy,
        SoftmaxCrossEntropyGradient,
        Reduce,
        Dropout,
        BatchMean,
        BatchVariance,
        Normalize,
        NormalizeGradient,
        NormalizeScaleGradient,
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

  /// Whether running the node changes a variable; its value is then a scalar of no interest.
  default boolean isEffect() {
    return false;
  }

  /// Appends to the graph the gradients by this op's inputs.
  ///
  /// Fails with [IllegalArgumentException] if the op has no gradient, as those that are gradients
  /// themselves.
  ///
  /// @param y the node of this op
  /// @param dy the gradient of the loss by `y`
  default void differentiate(Node y, Node dy, Adjoints adjoints) {
    throw new IllegalArgumentException(
        "%s at '%s' has no gradient, but the loss depends on a variable through it"
            .formatted(symbol(), y.name()));
  }
}
