/// Kernels on the Vector API that aren't specialised at run time: vector functions, elementwise and
/// row kernels, pooling and updates.
@NullMarked
package dev.kern.kernel.vector;

import org.jspecify.annotations.NullMarked;
