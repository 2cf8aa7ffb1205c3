/// Checks data sets for problems; see [Check].
@NullMarked
package dev.kern.data.check;

import org.jspecify.annotations.NullMarked;
