/// Networks as lists of layers.
///
/// A [Layer] is a record of plain values; a [Network] is a list of them. Building a network appends
/// its ops to a graph, once for training and once for inference: two graphs over the same
/// variables.
///
/// {@snippet file="dev/kern/examples/EntryPoints.java" region="layers"}
@NullMarked
package dev.kern.layer;

import org.jspecify.annotations.NullMarked;
