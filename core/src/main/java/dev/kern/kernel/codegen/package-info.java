/// Kernels generated at run time: a pattern says what to compute, the cost model chooses its
/// register block, the emitter writes the class, the specialiser caches it, the warm-up gets it
/// compiled.
@NullMarked
package dev.kern.kernel.codegen;

import org.jspecify.annotations.NullMarked;
