/// Programs that show how Kern is used.
@NullMarked
package dev.kern.examples;

import org.jspecify.annotations.NullMarked;
