/// What is wrong with a data set: [Check] finds it.
@NullMarked
package dev.kern.data.check;

import org.jspecify.annotations.NullMarked;
