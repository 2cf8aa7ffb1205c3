/// Trained networks as an HTTP service: models, protocols, admission, metrics.
@NullMarked
package dev.kern.serve;

import org.jspecify.annotations.NullMarked;
