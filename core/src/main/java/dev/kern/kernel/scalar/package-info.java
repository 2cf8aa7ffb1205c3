/// The kernels in plain Java: they run if the vector module is missing, and the vector kernels are
/// tested against them.
@NullMarked
package dev.kern.kernel.scalar;

import org.jspecify.annotations.NullMarked;
