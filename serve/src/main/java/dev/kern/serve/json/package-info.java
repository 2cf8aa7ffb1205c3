/// JSON bodies: their arrays of numbers by a loop of its own, the rest by Jackson.
@NullMarked
package dev.kern.serve.json;

import org.jspecify.annotations.NullMarked;
