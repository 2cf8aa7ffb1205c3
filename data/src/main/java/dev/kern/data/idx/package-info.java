/// The IDX format, in which MNIST is published: a header of extents, then numbers.
@NullMarked
package dev.kern.data.idx;

import org.jspecify.annotations.NullMarked;
