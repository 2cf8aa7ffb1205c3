/// Networks as lists of layers.
///
/// A [Layer] is a record of plain values; a [Network] is a list of them. Building a network appends
/// its ops to a graph, once for training and once for inference: two graphs over the same
/// variables.
///
/// ```java
/// Network network = Network.of(
///     conv(16, 5).stride(2), relu(),
///     conv(16, 5).stride(2), relu(),
///     flatten(), dense(64), relu(), dense(10));
/// Node logits = network.build(graph, images, true);
/// ```
@NullMarked
package dev.kern.layer;

import org.jspecify.annotations.NullMarked;
