/// How good predictions are.
@NullMarked
package dev.kern.metric;

import org.jspecify.annotations.NullMarked;
