/// Convolutions and their gradients as sums by definition: direct, pooled, grouped and depthwise,
/// and the narrow shapes that are widened to a vector.
@NullMarked
package dev.kern.kernel.convolution;

import org.jspecify.annotations.NullMarked;
