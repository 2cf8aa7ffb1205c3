/// Selects a kernel library: the vector library, what keeps a JVM from running it at full speed,
/// and the peak that the machine can reach.
@NullMarked
package dev.kern.kernel.library;

import org.jspecify.annotations.NullMarked;
