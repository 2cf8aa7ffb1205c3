/// Times networks behind one HTTP handler.
@NullMarked
package dev.kern.bench.serving;

import org.jspecify.annotations.NullMarked;
