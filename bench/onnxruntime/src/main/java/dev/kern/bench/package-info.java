/// Serves the peer of this module.
@NullMarked
package dev.kern.bench;

import org.jspecify.annotations.NullMarked;
