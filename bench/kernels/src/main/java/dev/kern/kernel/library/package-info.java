/// Measures single kernels as a share of the multiply-add peak.
///
/// In the package of the kernel libraries, since those aren't exported.
@NullMarked
package dev.kern.kernel.library;

import org.jspecify.annotations.NullMarked;
