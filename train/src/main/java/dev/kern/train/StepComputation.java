package dev.kern.train;

/// What a step computes of its batch, a [StepInput]. Allocates nothing, but for what [#accuracy]
/// says of other targets than classes.
interface StepComputation {
  /// Moves the variables; the loss of the batch before that.
  float run();

  /// Takes the learning rate of each step from here, where validation results decide about it.
  void rate(float[] source);

  /// How many images of the last batch were classified correctly before the weights moved; -1 for
  /// other targets than classes.
  int correct();

  /// The part of the last batch that was classified correctly before the weights moved; of a mixed
  /// image the one that it was to begin with counts. As [dev.kern.model.Evaluation#accuracy] for
  /// other targets than classes.
  double accuracy();
}
