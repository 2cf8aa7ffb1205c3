/// Scalar functions shared by the graph and the kernels.
///
/// Nothing here depends on graphs or vectors: [Activation] is a table of functions and slopes,
/// [Randomness] turns counters into random bits.
@NullMarked
package dev.kern.math;

import org.jspecify.annotations.NullMarked;
