/// All networks that Kern has by name, wherever they are defined.
@NullMarked
package dev.kern.train.known;

import org.jspecify.annotations.NullMarked;
