/// JSON as users write and programs read it: records in, records out, and errors that say where and
/// how to mend it.
@NullMarked
package dev.kern.train.json;

import org.jspecify.annotations.NullMarked;
