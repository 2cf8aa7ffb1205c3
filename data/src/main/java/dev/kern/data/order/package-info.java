/// The orders in which an epoch visits the images, and the random bits that shuffle them.
@NullMarked
package dev.kern.data.order;

import org.jspecify.annotations.NullMarked;
