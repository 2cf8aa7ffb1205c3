/// Runs as a page that follows them.
@NullMarked
package dev.kern.watch;

import org.jspecify.annotations.NullMarked;
