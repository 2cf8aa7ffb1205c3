/// Kernels on the Vector API that need no specialising: functions of vectors, elementwise work,
/// rows, pooling and updates.
@NullMarked
package dev.kern.kernel.vector;

import org.jspecify.annotations.NullMarked;
