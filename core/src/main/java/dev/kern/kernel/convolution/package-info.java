/// Direct convolutions and their gradients: plain, pooled, grouped and depthwise, and narrow shapes
/// that are widened to a vector.
@NullMarked
package dev.kern.kernel.convolution;

import org.jspecify.annotations.NullMarked;
