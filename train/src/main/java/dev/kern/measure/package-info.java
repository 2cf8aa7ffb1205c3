/// How fast networks run on this machine, as a share of its peak.
///
/// ```java
/// Speedometer speedometer = new Speedometer(Engine.VECTOR, 2, 100);
/// Speed speed = speedometer.training(network, Shape.of(28, 28, 1), 16);
/// StepProfile layers = speedometer.trainingProfile(network, Shape.of(28, 28, 1), 16, false);
/// ```
@NullMarked
package dev.kern.measure;

import org.jspecify.annotations.NullMarked;
