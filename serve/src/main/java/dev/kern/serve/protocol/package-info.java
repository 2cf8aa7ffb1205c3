/// What clients speak: Open Inference Protocol v2, TensorFlow Serving's REST, and image files.
@NullMarked
package dev.kern.serve.protocol;

import org.jspecify.annotations.NullMarked;
