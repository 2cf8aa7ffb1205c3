/// The kernels in plain Java: what runs where the vector module is missing, and what the vector
/// kernels are tested against.
@NullMarked
package dev.kern.kernel.scalar;

import org.jspecify.annotations.NullMarked;
