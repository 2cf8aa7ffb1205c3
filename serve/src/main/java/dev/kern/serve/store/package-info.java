/// Models by name and version, loaded and replaced while they are asked.
@NullMarked
package dev.kern.serve.store;

import org.jspecify.annotations.NullMarked;
