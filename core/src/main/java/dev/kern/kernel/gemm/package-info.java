/// Matrix products: register blocks, packed copies of large matrices, and shapes that need their
/// own algorithm.
@NullMarked
package dev.kern.kernel.gemm;

import org.jspecify.annotations.NullMarked;
