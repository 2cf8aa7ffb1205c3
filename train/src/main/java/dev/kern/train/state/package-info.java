/// What training keeps from step to step besides its arrays of numbers, and the clocks it reads.
@NullMarked
package dev.kern.train.state;

import org.jspecify.annotations.NullMarked;
