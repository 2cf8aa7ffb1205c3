/// Convolutions by Winograd's minimal filtering, forward and both gradients.
@NullMarked
package dev.kern.kernel.winograd;

import org.jspecify.annotations.NullMarked;
