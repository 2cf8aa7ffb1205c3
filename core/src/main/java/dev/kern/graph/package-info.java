/// What a network means.
///
/// A network is a [Graph]: an append-only list of [Node]s, each an [Op] applied to earlier nodes.
/// An op is a record; its file says what it computes, which shape it has and how its gradient is
/// built. Nothing here computes: `compile` turns a graph into loops, and the `Interpreter` in `run`
/// states the meaning of every op in double precision.
///
/// ```java
/// Graph graph = new Graph();
/// Node images = graph.placeholder("images", Shape.of(16, 28, 28, 1));
/// Node filter = graph.variable("conv1/weights", Shape.of(5, 5, 1, 16),
///     Initializer.truncatedNormal(0.1));
/// Node hidden = Activate.of(Conv2d.of(images, filter, Window.square(5).stride(2)),
///     Activation.RELU);
/// ```
@NullMarked
package dev.kern.graph;

import org.jspecify.annotations.NullMarked;
