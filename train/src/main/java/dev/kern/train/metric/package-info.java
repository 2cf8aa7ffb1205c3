/// How good predictions are.
@NullMarked
package dev.kern.train.metric;

import org.jspecify.annotations.NullMarked;
