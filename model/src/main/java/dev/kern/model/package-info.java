/// Networks with a task, and what they have learned: load a [TrainedModel], ask a [Classifier],
/// score it by an [Evaluator].
@NullMarked
package dev.kern.model;

import org.jspecify.annotations.NullMarked;
