/// Which trainings a sweep consists of: one for each choice of some of a recipe's settings.
@NullMarked
package dev.kern.train.sweep;

import org.jspecify.annotations.NullMarked;
