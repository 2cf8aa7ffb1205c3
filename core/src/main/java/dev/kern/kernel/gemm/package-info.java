/// Products of matrices: register blocks, packed copies of large matrices, and the shapes that need
/// an algorithm of their own.
@NullMarked
package dev.kern.kernel.gemm;

import org.jspecify.annotations.NullMarked;
