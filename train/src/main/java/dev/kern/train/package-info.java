/// Training, and what it leaves behind.
///
/// A [Training] holds the settings; started on data it becomes a [Run], whose `fit` writes events
/// while it goes; a [Classifier] answers for what was learned.
///
/// ```java
/// Training training =
///     Training.of(network).optimizer(sgd(0.05)).batch(16).steps(30_000).seed(1);
/// try (Run run = training.start(Datasets.open(Path.of("notMNIST.pickle")))) {
///   run.fit();
///   Prediction p = Classifier.load(run).classify(image);
/// }
/// ```
@NullMarked
package dev.kern.train;

import org.jspecify.annotations.NullMarked;
