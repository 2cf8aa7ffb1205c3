/// The scalar functions that a network's meaning and its fast loops share.
///
/// Nothing here knows of graphs or of vectors: [Activation] is a table of functions and slopes,
/// [Randomness] turns a counter into bits.
@NullMarked
package dev.kern.math;

import org.jspecify.annotations.NullMarked;
